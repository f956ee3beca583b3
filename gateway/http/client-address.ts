import type { IncomingMessage } from 'node:http';

/** Tells which network address a request came from. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * The address that requests are counted by. Each proxy of ours adds the address that it saw at the end of
 * `X-Forwarded-For`; what stands before that, anybody may have written.
 * @param proxies how many of our own stand before the gateway; 0: the header is not believed
 */
export function clientAddress(proxies: number): AddressOf {
  return ({ socket, headers }) => {
    if (proxies === 0) return normalised(socket.remoteAddress ?? '');
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean);
    return normalised(forwarded.at(-proxies) ?? socket.remoteAddress ?? '');
  };
}

/** IPv4 in IPv6 is the same address; of IPv6 a network (/64) counts, since each has as many addresses as it likes. */
function normalised(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...tail.split(':').filter(Boolean)]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

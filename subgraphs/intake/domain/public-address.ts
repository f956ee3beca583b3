import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * IPv4 that is nobody's on the internet, or not one machine's: IANA's special-purpose registry (RFC 6890 and its
 * successors), multicast, and what is reserved. The metadata services of clouds lie in 169.254/16 and 100.64/10.
 */
const NOT_PUBLIC_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * Holes in IPv6's global unicast space: protocol assignments with Teredo among them, documentation, 6to4, whose
 * addresses carry an IPv4 one inside, and segment routing's.
 */
const NOT_PUBLIC_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const notPublicIpv4 = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_IPV4) notPublicIpv4.addSubnet(net, prefix, 'ipv4');
const notPublicIpv6 = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_IPV6) notPublicIpv6.addSubnet(net, prefix, 'ipv6');
// Everything else begins otherwise: loopback, link-local, unique local, multicast, and the forms that wrap an
// IPv4 address (mapped, compatible, NAT64).
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/**
 * True for an address of one machine on the public internet.
 * @param address as the resolver gives it: dotted IPv4, or IPv6 without brackets; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublicIpv4.check(address, 'ipv4');
  // A zone names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalUnicast.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6');
}

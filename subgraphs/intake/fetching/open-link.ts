import type { LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, type LinkPolicy, readLink } from '../domain/link.ts';
import { LinkFailure, refusedLink, tooLarge, tooSlow, unreachable } from './link-failure.ts';
import type { LinkPorts } from './link-ports.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = 'EffectStudio/1.0 (clip import)';

/** A server's answer whose body is still to be read. */
export interface OpenedLink {
  body: IncomingMessage;
  /** As announced; null when the server does not say. */
  sizeBytes: number | null;
}

/**
 * Asks for a link, following at most five redirects; every hop is checked like the first. A name is looked up once per
 * hop, all its addresses must be allowed, and the connection goes to one of exactly these: a second answer of the
 * resolver (DNS rebinding) is never asked for. What the server calls the content is not looked at.
 * @param signal ends it, and the body later, when the time is up
 * @throws LinkFailure
 */
export async function openLink(link: string, ports: LinkPorts, signal: AbortSignal): Promise<OpenedLink> {
  let url = checked(link, ports.policy);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const addresses = await addressesOf(url, ports, signal);
    const response = await ask(url, addresses, ports.limits.idleMs, signal);
    if (!REDIRECTS.has(response.statusCode ?? 0)) return accepted(response, ports.limits.maxBytes);
    response.destroy();
    url = checked(response.headers.location ?? '', ports.policy, url);
  }
  throw unreachable('The link leads from one address to the next without end.');
}

function checked(link: string, policy: LinkPolicy, base?: URL): URL {
  const url = readLink(link, policy, base);
  if (typeof url === 'string') throw refusedLink(url);
  return url;
}

/** @throws LinkFailure when one of the addresses may not be connected to, even if others may */
async function addressesOf(
  url: URL,
  ports: LinkPorts,
  signal: AbortSignal,
): Promise<readonly LookupAddress[]> {
  const host = hostOf(url);
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const addresses = await withSignal(ports.lookup(host), signal).catch((cause: unknown) => {
    if (cause instanceof LinkFailure) throw cause;
    throw unreachable(`There is no site called ${host}.`, { retryable: true, cause });
  });
  if (addresses.length === 0) throw unreachable(`There is no site called ${host}.`);
  if (!addresses.every(({ address }) => ports.policy.mayConnect(address)))
    throw refusedLink('PRIVATE_ADDRESS');
  return addresses;
}

function withSignal<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) return Promise.reject(tooSlow(signal.reason));
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(tooSlow(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** One request to one of the given addresses; certificates are checked against the name all the same. */
function ask(
  url: URL,
  addresses: readonly LookupAddress[],
  idleMs: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = start(url, {
    // A connection of its own: one that was kept alive could have been opened for another name.
    agent: false,
    lookup: pinned(addresses),
    timeout: idleMs,
    signal,
    headers: { 'user-agent': USER_AGENT, accept: 'video/*,*/*;q=0.5', 'accept-encoding': 'identity' },
  });
  request.once('timeout', () => request.destroy(tooSlow()));
  request.once('response', (response) => {
    // Silence in the middle of the body counts as much as before it.
    response.setTimeout(idleMs, () => response.destroy(tooSlow()));
    resolve(response);
  });
  request.once('error', (error) => reject(failureOf(error, signal)));
  request.end();
  return promise;
}

const pinned =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first!.address, first!.family);
  };

/** An error of the connection in words. */
export function failureOf(error: unknown, signal: AbortSignal): LinkFailure {
  if (error instanceof LinkFailure) return error;
  if (signal.aborted) return tooSlow(error);
  return unreachable('The connection to the server was refused or lost.', { retryable: true, cause: error });
}

function accepted(response: IncomingMessage, maxBytes: number): OpenedLink {
  try {
    const status = response.statusCode ?? 0;
    if (status !== 200) {
      throw unreachable(`The server answered ${status} instead of a clip.`, {
        retryable: status === 429 || status >= 500,
      });
    }
    const encoding = response.headers['content-encoding'] ?? 'identity';
    // Asked for plain bytes; unpacking what a stranger packed would be a bomb's way in.
    if (encoding !== 'identity') throw unreachable(`The server sends the clip packed as ${encoding}.`);
    const announced = Number(response.headers['content-length'] ?? Number.NaN);
    const sizeBytes = Number.isSafeInteger(announced) && announced >= 0 ? announced : null;
    if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(maxBytes);
    return { body: response, sizeBytes };
  } catch (error) {
    response.destroy();
    throw error;
  }
}

import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Which links are followed. */
export interface LinkPolicy {
  /**
   * Names that may be asked: `example.org`, `*.example.org` for everything below it, `*` for any name. None: links
   * are off.
   */
  hosts: readonly string[];
  /** Ports that may be asked; null: any. */
  ports: readonly number[] | null;
  /** Whether an address may be connected to, {@link isPublicAddress} outside tests. */
  mayConnect: (address: string) => boolean;
  /**
   * Servers that a link may name all the same, as {@link isServerAddress} says; for links as people paste them, never for
   * where one leads. Default: none.
   */
  ownServers?: readonly string[];
}

/** Why a link is not followed. */
export type LinkRefusalReason =
  | 'LINKS_OFF'
  | 'MALFORMED'
  | 'SCHEME'
  | 'CREDENTIALS'
  | 'PORT'
  | 'HOST_NOT_ALLOWED'
  | 'PRIVATE_ADDRESS'
  | 'PLATFORM';

const LONGEST_LINK = 2_048;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
/** Names that mean this machine or this network, whatever a resolver says (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_NAMES = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa', 'onion'];

/**
 * Reads a link and decides whether it may be followed, before anything is looked up. Numbers in any notation
 * (`2130706433`, `0x7f.1`, `0177.0.0.1`) are addresses by then: the URL standard's parser reads them as browsers do.
 * @param base what a redirect's location is relative to
 */
export function readLink(text: string, policy: LinkPolicy, base?: URL): URL | LinkRefusalReason {
  if (policy.hosts.length === 0) return 'LINKS_OFF';
  if (text.length > LONGEST_LINK || !URL.canParse(text, base?.href)) return 'MALFORMED';
  const url = new URL(text, base);
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (!defaultPort) return 'SCHEME';
  if (url.username !== '' || url.password !== '') return 'CREDENTIALS';
  const port = url.port === '' ? defaultPort : Number(url.port);
  const isPasted = base === undefined;
  if (isPasted && policy.ownServers?.includes(serverAddress(hostOf(url), port))) return url;
  if (policy.ports && !policy.ports.includes(port)) return 'PORT';
  return refuseHost(hostOf(url), policy) ?? url;
}

/** Whether a text is an address and a port as `10.0.0.7:8080` or `[fd00::7]:8080`; names are none, for they may lead elsewhere. */
export function isServerAddress(text: string): boolean {
  if (!URL.canParse(`http://${text}/`)) return false;
  const { hostname, port } = new URL(`http://${text}/`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && text === serverAddress(host, Number(port || DEFAULT_PORTS['http:']));
}

const serverAddress = (host: string, port: number): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

/** A URL's host as resolvers take it: lower case, without brackets and the root's dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function refuseHost(host: string, policy: LinkPolicy): LinkRefusalReason | null {
  if (isIP(host) !== 0) {
    if (!policy.mayConnect(host)) return 'PRIVATE_ADDRESS';
  } else if (!host.includes('.') || LOCAL_NAMES.some((name) => host.endsWith(`.${name}`))) {
    return 'PRIVATE_ADDRESS';
  }
  return policy.hosts.some((pattern) => matches(host, pattern)) ? null : 'HOST_NOT_ALLOWED';
}

function matches(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** What a fetched clip is called until its owner says otherwise: the last part of the path, else the host. */
export function nameOfLink(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '');
  try {
    return decodeURIComponent(last ?? hostOf(url));
  } catch {
    return last ?? hostOf(url);
  }
}

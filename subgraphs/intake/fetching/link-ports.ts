import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { intakeConfig } from '../config.ts';
import type { LinkPolicy } from '../domain/link.ts';
import { isPublicAddress } from '../domain/public-address.ts';
import { httpResolver, type PlatformResolver } from './platform-resolver.ts';

/** Limits of one fetch. */
export interface FetchLimits {
  maxBytes: number;
  /** From the first look-up to the last byte, redirects included, milliseconds. */
  timeoutMs: number;
  /** Longest silence of a server, milliseconds. */
  idleMs: number;
}

/** How intake reaches the world behind links. */
export interface LinkPorts {
  policy: LinkPolicy;
  limits: FetchLimits;
  /** All addresses of a name. @throws when it has none */
  lookup: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Finds the file behind a platform's page; null: there is none, and such links are refused. */
  resolver: PlatformResolver | null;
}

/** As the settings say; see the README for their meaning. */
export function linkPortsOf(config: typeof intakeConfig): LinkPorts {
  // On one's own machine any public site may be asked; elsewhere somebody has to say which.
  const hosts = config.INTAKE_LINK_HOSTS ?? (config.STUDIO_MODE === 'embedded' ? '*' : '');
  return {
    policy: {
      hosts: hosts.split(/[\s,]+/).filter(Boolean),
      ports: [80, 443],
      mayConnect: isPublicAddress,
      ownServers: config.INTAKE_LINK_OWN_SERVERS,
    },
    limits: {
      maxBytes: config.INTAKE_MAX_SIZE_BYTES,
      timeoutMs: config.INTAKE_LINK_TIMEOUT_MS,
      idleMs: Math.min(15_000, config.INTAKE_LINK_TIMEOUT_MS),
    },
    lookup: (hostname) => lookup(hostname, { all: true, verbatim: true }),
    resolver: config.INTAKE_LINK_RESOLVER_URL
      ? httpResolver(config.INTAKE_LINK_RESOLVER_URL, config.INTAKE_LINK_RESOLVER_TOKEN)
      : null,
  };
}

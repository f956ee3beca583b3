import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

/** A setting that an empty text leaves unset. */
const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

const settings = z.object({
  /** `embedded` lets outsiders introspect; `production` does not. */
  STUDIO_MODE: z.enum(['embedded', 'production']).default('production'),
  /** The key of machine access tokens is derived from it. */
  STUDIO_SECRET: z.string().min(32),
  API_PORT: port.default(4000),
  WEB_USER_PORT: port.default(4001),
  WEB_ADMIN_PORT: port.default(4002),
  /**
   * A supergraph that somebody else writes; it is watched, and taken while the gateway runs when it changes. Default:
   * the one of this release, which its contexts were composed to.
   */
  SUPERGRAPH_FILE: unlessEmpty(z.string().min(1).optional()),
  /** Where the last one that loaded is kept, to start from when the file is broken. Default: the file’s name with `.last-good`. */
  SUPERGRAPH_LAST_GOOD_FILE: unlessEmpty(z.string().min(1).optional()),
  /** Built web apps; without one, its port is not opened (a development server has it). */
  WEB_USER_DIR: z.string().min(1).optional(),
  WEB_ADMIN_DIR: z.string().min(1).optional(),
  /** Where to listen. Default: this machine only. */
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  /** Requests a minute per tenant, and per address of visitors. */
  RATE_LIMIT_STANDARD_PER_MINUTE: z.coerce.number().int().min(1).default(1_000),
  /** What costs money or cannot be taken back, a minute per person and per address. */
  RATE_LIMIT_CRITICAL_PER_MINUTE: z.coerce.number().int().min(1).default(30),
  /** Operations by HTTP that one gateway works on at once, agents' long polls aside; more are refused with 429. */
  MAX_OPERATIONS_IN_FLIGHT: z.coerce.number().int().min(1).default(200),
  /** Proxies of ours before the gateway: from so many places of `X-Forwarded-For` the sender's address is taken. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  /** Base URL of the API port as clients know it, when it is not `http://127.0.0.1:<API_PORT>`. */
  PUBLIC_API_URL: z.url().optional(),
  /** Base URL of the CDN that browsers get media from, when they do not come from the API port. */
  MEDIA_CDN_URL: z.url().optional(),
  /** Origins that the apps are opened at, comma-separated, when not `http://127.0.0.1:<port>` and `http://localhost:<port>`. */
  WEB_USER_ORIGINS: list.optional(),
  WEB_ADMIN_ORIGINS: list.optional(),
  S3_ENDPOINT: z.url(),
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  /** Contexts that run elsewhere, as `economics=http://host:port,…`; the server adds `/<name>/graphql`. */
  SUBGRAPH_URLS: list
    .default([])
    .transform((pairs) =>
      Object.fromEntries(pairs.map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)])),
    )
    .pipe(z.record(z.string(), z.url())),
  /** OpenID Connect issuer by which people sign in, instead of by codes. */
  OIDC_ISSUER: unlessEmpty(z.url().refine(isPrivateOnTheWay, 'must be https, or on this machine').optional()),
  OIDC_CLIENT_ID: unlessEmpty(z.string().optional()),
  /** Without one the studio is a public client; PKCE protects the code either way. */
  OIDC_CLIENT_SECRET: unlessEmpty(z.string().optional()),
  OIDC_SCOPES: unlessEmpty(z.string().default('openid email profile')),
  /**
   * Claim of the issuer that makes admins, such as `groups` or `realm_access.roles`, beside `ADMIN_EMAILS`. It is read
   * at each sign-in, and who lacks it then is an admin no more. Default: claims make nobody an admin.
   */
  OIDC_ADMIN_CLAIM: unlessEmpty(z.string().min(1).optional()),
  /** Values of it that do, comma-separated. */
  OIDC_ADMIN_VALUES: unlessEmpty(list.default(['admin'])),
  /** The same for makers, who define effects. Default: claims make nobody a maker, and admins give the role. */
  OIDC_MAKER_CLAIM: unlessEmpty(z.string().min(1).optional()),
  /** Values of it that do, comma-separated. */
  OIDC_MAKER_VALUES: unlessEmpty(list.default(['maker'])),
});

const gatewayConfigSchema = settings.refine(
  ({ OIDC_ISSUER, OIDC_CLIENT_ID }) => !OIDC_ISSUER || OIDC_CLIENT_ID !== undefined,
  { path: ['OIDC_CLIENT_ID'], message: 'is needed with OIDC_ISSUER' },
);

export type GatewayConfig = Readonly<z.infer<typeof gatewayConfigSchema>>;

/** Whether nobody between us and the address can read along: https, or a loopback address. */
function isPrivateOnTheWay(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

/** @throws StudioError `CONFIG_INVALID` that names every fault */
export function readGatewayConfig(environment?: NodeJS.ProcessEnv): GatewayConfig {
  return readConfig(gatewayConfigSchema, environment);
}

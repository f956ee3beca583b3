import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { KernelConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { encode } from './presign.ts';

/**
 * Where the public gets media: a place in front of the object store that looks at signatures and can be told to forget.
 * What is handed out belongs to a `scope`, such as an effect: the same object can be taken out of one and stay in another.
 */
export interface MediaEdge {
  /** A URL that reads the object for 30 to 60 minutes; within half an hour it is the same, so that answers with it can be cached. */
  url(scope: string, key: string): string;
  /** These are not served any more within the scope, whoever holds a URL. May be repeated. @throws StudioError (retryable) */
  purge(scope: string, keys: readonly string[]): Promise<void>;
  /** Serves them again. May be repeated. */
  restore(scope: string, keys: readonly string[]): Promise<void>;
}

/** What a URL of the edge is good for. */
export interface EdgeGrant {
  scope: string;
  key: string;
  expiresInSeconds: number;
}

/** Path of media on the studio's own edge. */
export const MEDIA_PATH = '/media/';

/** URLs end at the second full half hour from now. */
const STEP_SECONDS = 1_800;
/** A purge is remembered for longer than any URL lives. */
export const PURGE_KEPT_SECONDS = 2 * 3_600;
const purgedKey = (scope: string, key: string): string => `{studio}:edge:purged:${scope}:${key}`;

/**
 * The studio's own edge: the gateway serves what these URLs name. Signed by HMAC-SHA256 with a key of the studio's secret.
 * What was purged lies in Redis, where every gateway looks before it serves. On real time, as presigned URLs are.
 */
export class StudioEdge implements MediaEdge {
  readonly #key: Buffer;
  readonly #baseUrl: string;
  readonly #redis: Redis;
  readonly #nowMs: () => number;

  constructor(options: { secret: string; baseUrl: string; redis: Redis; nowMs?: () => number }) {
    this.#key = createHmac('sha256', options.secret).update('media-edge').digest();
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#redis = options.redis;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  url(scope: string, key: string): string {
    const expires = (Math.floor(this.#nowMs() / 1_000 / STEP_SECONDS) + 2) * STEP_SECONDS;
    return `${this.#baseUrl}${pathOf(scope, key)}?expires=${expires}&signature=${this.#sign(scope, key, expires)}`;
  }

  /** What a requested address grants. @returns why it grants nothing otherwise */
  read(path: string, search: string): EdgeGrant | 'UNSIGNED' | 'EXPIRED' {
    const query = new URLSearchParams(search);
    const expires = Number(query.get('expires'));
    const given = Buffer.from(query.get('signature') ?? '');
    let parts: string[];
    try {
      parts = path.slice(MEDIA_PATH.length).split('/').map(decodeURIComponent);
    } catch {
      return 'UNSIGNED';
    }
    const [scope = '', ...rest] = parts;
    const key = rest.join('/');
    const expected = Buffer.from(this.#sign(scope, key, expires));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'UNSIGNED';
    const expiresInSeconds = Math.floor(expires - this.#nowMs() / 1_000);
    return expiresInSeconds > 0 ? { scope, key, expiresInSeconds } : 'EXPIRED';
  }

  async isPurged({ scope, key }: Pick<EdgeGrant, 'scope' | 'key'>): Promise<boolean> {
    return (await this.#redis.exists(purgedKey(scope, key))) === 1;
  }

  async purge(scope: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#redis.set(purgedKey(scope, key), '1', 'EX', PURGE_KEPT_SECONDS);
  }

  async restore(scope: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#redis.del(purgedKey(scope, key));
  }

  #sign(scope: string, key: string, expires: number): string {
    return createHmac('sha256', this.#key).update(`${scope}\n${key}\n${expires}`).digest('base64url');
  }
}

const pathOf = (scope: string, key: string): string =>
  MEDIA_PATH + [scope, ...key.split('/')].map(encode).join('/');

/** Longest wait for a CDN to take a purge. */
const CDN_TIMEOUT_MS = 10_000;

/**
 * A CDN that pulls from the studio's edge, at an address of its own. A purge is told to both: the edge would not serve
 * again, and the CDN is asked by `POST {"paths": ["/media/<scope>/<key>"]}` to drop what it holds, whatever the query.
 */
export class PullCdn implements MediaEdge {
  readonly #origin: StudioEdge;
  readonly #purgeUrl: string;
  readonly #token: string | undefined;

  constructor(origin: StudioEdge, purge: { url: string; token?: string | undefined }) {
    this.#origin = origin;
    this.#purgeUrl = purge.url;
    this.#token = purge.token;
  }

  url(scope: string, key: string): string {
    return this.#origin.url(scope, key);
  }

  async purge(scope: string, keys: readonly string[]): Promise<void> {
    await this.#origin.purge(scope, keys);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    const response = await fetch(this.#purgeUrl, {
      method: 'POST',
      headers,
      body: JSON.stringify({ paths: keys.map((key) => pathOf(scope, key)) }),
      signal: AbortSignal.timeout(CDN_TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new StudioError('CDN_UNREACHABLE', 'the CDN could not be told of a purge', {
        retryable: true,
        cause,
      });
    });
    await response.body?.cancel();
    if (!response.ok) {
      const words = `the CDN answered a purge with ${response.status}`;
      throw new StudioError('CDN_REFUSED_PURGE', words, { retryable: true });
    }
  }

  restore(scope: string, keys: readonly string[]): Promise<void> {
    return this.#origin.restore(scope, keys);
  }
}

/** Where browsers find media: the CDN, or the API port as clients know it. */
export const mediaBaseUrl = (
  config: Pick<KernelConfig, 'MEDIA_CDN_URL' | 'PUBLIC_API_URL' | 'GATEWAY_URL'>,
): string => config.MEDIA_CDN_URL ?? config.PUBLIC_API_URL ?? new URL(config.GATEWAY_URL).origin;

/** The studio's own edge, as every process of a studio signs and reads its URLs. */
export const studioEdge = (config: KernelConfig, redis: Redis): StudioEdge =>
  new StudioEdge({ secret: config.STUDIO_SECRET, baseUrl: mediaBaseUrl(config), redis });

/** The edge that contexts hand URLs of out. */
export function mediaEdge(config: KernelConfig, redis: Redis): MediaEdge {
  const own = studioEdge(config, redis);
  const { MEDIA_CDN_PURGE_URL: url, MEDIA_CDN_PURGE_TOKEN: token } = config;
  return url ? new PullCdn(own, { url, token }) : own;
}

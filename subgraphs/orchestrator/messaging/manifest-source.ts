import type { ContextServices } from '@effect-studio/kernel/context';
import {
  digestOfPublished,
  MANIFEST_CHANNEL,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  publishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';
import type { RoutingManifest } from '../domain/plan/routing.ts';

type Redis = ContextServices['redis'];
type Services = Pick<ContextServices, 'redis' | 'log' | 'signatures'>;

/** Economics confirms its manifest every 15 minutes; two of them missed and it is silent. */
export const STALE_AFTER_MS = 30 * 60_000;

/** Whether economics has been silent for too long. Routing goes on by its last word. */
export const isStaleAt = (manifest: RoutingManifest, now: Date): boolean =>
  now.getTime() - manifest.checkedAt.getTime() > STALE_AFTER_MS;

/** Port: the manifest that decisions are made by, read without waiting. */
export interface ManifestSource {
  /** Null until one was published, or while none could be read. The last good one stays. */
  current(): RoutingManifest | null;
  /** Reads it again; a manifest that cannot be read or trusted leaves the last one. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Parses what lies in Redis and trusts it only when the digest is that of its content and the studio signed it.
 * @throws Error that says what is wrong with it
 */
function trusted(text: string, { signatures }: Services): RoutingManifest {
  const published = publishedManifest.parse(JSON.parse(text));
  if (digestOfPublished(published) !== published.digest) {
    throw new Error('the manifest was changed: its digest is not that of its content');
  }
  if (!signatures.isValid(MANIFEST_PURPOSE, signedText(published), published.signature)) {
    throw new Error('the manifest was not signed by this studio');
  }
  const left = published.explorationLeftNanoUsd;
  return {
    version: published.version,
    digest: published.digest,
    generatedAt: new Date(published.generatedAt),
    checkedAt: new Date(published.checkedAt),
    isExplorationStopped: published.isExplorationStopped,
    explorationLeftNanoUsd: left === null ? null : BigInt(left),
    entries: published.entries.map((entry) => ({
      ...entry,
      expectedCostNanoUsd: entry.expectedCostNanoUsd === null ? null : BigInt(entry.expectedCostNanoUsd),
    })),
    policies: published.policies,
    trials: published.trials,
  };
}

/** A parsed snapshot in memory, refreshed when the channel rings and on every reconnect. */
export class RedisManifestSource implements ManifestSource {
  readonly #services: Services;
  readonly #subscriber: Redis;
  #snapshot: RoutingManifest | null = null;

  constructor(services: Services) {
    this.#services = services;
    this.#subscriber = services.redis.duplicate({ maxRetriesPerRequest: null, commandTimeout: undefined });
    this.#subscriber.on('error', () => undefined);
    this.#subscriber.on('message', () => void this.refresh());
    // Rings while the connection was lost were missed.
    this.#subscriber.on('ready', () => void this.refresh());
  }

  async open(): Promise<void> {
    this.#subscriber
      .subscribe(MANIFEST_CHANNEL)
      .catch((error: unknown) =>
        this.#services.log.warn({ err: error }, 'the manifest channel is not available'),
      );
    await this.refresh();
  }

  current(): RoutingManifest | null {
    return this.#snapshot;
  }

  async refresh(): Promise<void> {
    try {
      const text = await this.#services.redis.get(MANIFEST_KEY);
      if (!text) return;
      const read = trusted(text, this.#services);
      // An older one, signed long ago and put back by somebody, must not undo what was decided since.
      if (this.#snapshot && read.generatedAt < this.#snapshot.generatedAt) {
        throw new Error(`the manifest is older than version ${this.#snapshot.version}, which is in force`);
      }
      this.#snapshot = read;
    } catch (error) {
      this.#services.log.warn({ err: error }, 'the routing manifest could not be read; the last one stays');
    }
  }

  async close(): Promise<void> {
    this.#subscriber.disconnect();
  }
}

/** One source per process, found by the process's Redis connection. */
const sources = new WeakMap<Redis, ManifestSource>();

/** Opens the process's manifest source. @returns how to close it */
export async function openManifestSource(services: Services): Promise<() => Promise<void>> {
  const source = new RedisManifestSource(services);
  sources.set(services.redis, source);
  await source.open();
  return async () => {
    sources.delete(services.redis);
    await source.close();
  };
}

/** The manifest as this process last read it; null before the first. */
export const currentManifest = (services: Pick<ContextServices, 'redis'>): RoutingManifest | null =>
  sources.get(services.redis)?.current() ?? null;

/** Reads the manifest again, where a source is open. */
export const refreshManifest = async (services: Pick<ContextServices, 'redis'>): Promise<void> =>
  sources.get(services.redis)?.refresh();

import type { ContextServices } from '@effect-studio/kernel/context';
import { z } from 'zod';
import type { RoutingManifest } from '../domain/routing.ts';

type Redis = ContextServices['redis'];

/** Where economics puts the current manifest as JSON, and the channel that it rings after doing so. */
export const MANIFEST_KEY = '{studio}:manifest';
export const MANIFEST_CHANNEL = '{studio}:manifest:changed';

const nanoUsd = z.union([z.string().regex(/^-?\d+$/), z.int()]).transform((value) => BigInt(value));

/** The fields that routing needs of a manifest; more may be there. */
export const manifestSchema = z.object({
  version: z.int().positive(),
  digest: z.string().min(1),
  generatedAt: z.string(),
  entries: z.array(
    z.object({
      effectTypeId: z.string(),
      workflowId: z.string(),
      providerId: z.string(),
      rank: z.int().positive(),
      weight: z.number().nonnegative(),
      expectedCostNanoUsd: nanoUsd.nullable(),
      isBarred: z.boolean(),
      reason: z
        .string()
        .nullish()
        .transform((reason) => reason ?? ''),
    }),
  ),
});

/** Port: the manifest that decisions are made by, read without waiting. */
export interface ManifestSource {
  /** Null until one was published, or while none could be read. The last good one stays. */
  current(): RoutingManifest | null;
  /** Reads it again; a manifest that cannot be read leaves the last one. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** A parsed snapshot in memory, refreshed when the channel rings and on every reconnect. */
export class RedisManifestSource implements ManifestSource {
  readonly #services: Pick<ContextServices, 'redis' | 'log'>;
  readonly #subscriber: Redis;
  #snapshot: RoutingManifest | null = null;

  constructor(services: Pick<ContextServices, 'redis' | 'log'>) {
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
      if (text) this.#snapshot = manifestSchema.parse(JSON.parse(text));
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
export async function openManifestSource(
  services: Pick<ContextServices, 'redis' | 'log'>,
): Promise<() => Promise<void>> {
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

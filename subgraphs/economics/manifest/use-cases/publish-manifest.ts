import type { CallContext } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import {
  MANIFEST_CHANNEL,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  type PublishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';
import { CYCLE_MS } from '../domain/policy.ts';
import { type CurrentManifest, currentManifest } from '../persistence/manifests.ts';

/** Two missed cycles: the economic engine is silent. */
export const STALE_AFTER_MS = 2 * CYCLE_MS;

/** What readers of {@link MANIFEST_KEY} get. */
function toJson(ctx: CallContext, manifest: CurrentManifest): string {
  const checked = {
    digest: manifest.digest,
    checkedAt: manifest.checkedAt.toISOString(),
    explorationLeftNanoUsd: manifest.explorationLeftNanoUsd?.toString() ?? null,
  };
  const published: PublishedManifest = {
    version: manifest.version,
    generatedAt: manifest.generatedAt.toISOString(),
    policies: [...manifest.policies],
    entries: [...manifest.entries],
    trials: [...manifest.trials],
    isExplorationStopped: manifest.isExplorationStopped,
    ...checked,
    signature: ctx.signatures.sign(MANIFEST_PURPOSE, signedText(checked)),
  };
  return JSON.stringify(published);
}

/**
 * Puts the current manifest into Redis and calls its version out; a tenant that is only looked at has none there.
 * @returns its version; null when there is none
 */
export async function publishManifest(ctx: CallContext): Promise<number | null> {
  const manifest = await readManifest(ctx);
  if (!manifest) return null;
  if (ctx.caller.tenantId === DEFAULT_TENANT_ID) {
    await ctx.redis.set(MANIFEST_KEY, toJson(ctx, manifest));
    await ctx.redis.publish(MANIFEST_CHANNEL, String(manifest.version));
  }
  return manifest.version;
}

/** Puts the manifest back when Redis lost it or has another one. @returns whether it had to be put back */
export async function restoreManifest(ctx: CallContext): Promise<boolean> {
  const [stored, manifest] = [await ctx.redis.get(MANIFEST_KEY), await readManifest(ctx)];
  if (!manifest || stored === toJson(ctx, manifest)) return false;
  await publishManifest(ctx);
  return true;
}

/** The current manifest; null until the first was made. */
export function readManifest(ctx: CallContext): Promise<CurrentManifest | null> {
  return ctx.db.transaction(ctx, currentManifest);
}

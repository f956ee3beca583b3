import type { CallContext } from '@effect-studio/kernel/context';
import { type CurrentManifest, currentManifest } from '../persistence/manifests.ts';

/** Where the current manifest lies in Redis, as JSON. */
export const MANIFEST_KEY = '{studio}:manifest';
/** Where its version is called out when it changes. */
export const MANIFEST_CHANNEL = '{studio}:manifest:changed';

/** What readers of {@link MANIFEST_KEY} get. */
function toJson(manifest: CurrentManifest): string {
  const { version, digest, generatedAt, checkedAt, entries } = manifest;
  return JSON.stringify({
    version,
    digest,
    generatedAt: generatedAt.toISOString(),
    checkedAt: checkedAt.toISOString(),
    entries,
  });
}

/** Puts the current manifest into Redis and calls its version out. @returns its version; null when there is none */
export async function publishManifest(ctx: CallContext): Promise<number | null> {
  const manifest = await readManifest(ctx);
  if (!manifest) return null;
  await ctx.redis.set(MANIFEST_KEY, toJson(manifest));
  await ctx.redis.publish(MANIFEST_CHANNEL, String(manifest.version));
  return manifest.version;
}

/** Puts the manifest back when Redis lost it or has another one. @returns whether it had to be put back */
export async function restoreManifest(ctx: CallContext): Promise<boolean> {
  const [stored, manifest] = [await ctx.redis.get(MANIFEST_KEY), await readManifest(ctx)];
  if (!manifest || stored === toJson(manifest)) return false;
  await publishManifest(ctx);
  return true;
}

/** The current manifest; null until the first was made. */
export function readManifest(ctx: CallContext): Promise<CurrentManifest | null> {
  return ctx.db.transaction(ctx, currentManifest);
}

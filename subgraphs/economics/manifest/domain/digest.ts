import { createHash } from 'node:crypto';
import type { ManifestEntry } from './manifest.ts';
import type { RoutingPolicy } from './policy.ts';

/** JSON with keys in one order, so that equal values have equal bytes (in the spirit of RFC 8785). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** What makes two manifests the same: their policy and entries, not their number or time. */
export function digestOfManifest(policy: RoutingPolicy, entries: readonly ManifestEntry[]): string {
  return createHash('sha256').update(canonicalJson({ policy, entries })).digest('hex');
}

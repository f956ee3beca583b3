import { digestOfJson, digestOfPublished } from '@effect-studio/schema/routing/published-manifest';
import type { ManifestContent, RoutingManifest } from './manifest.ts';

/** What makes two manifests say the same: their content, not their number or time. */
export const digestOfContent = ({
  policies,
  entries,
  trials,
  isExplorationStopped,
}: ManifestContent): string => digestOfJson({ policies, entries, trials, isExplorationStopped });

/** What identifies one manifest: content, number and time, as readers compute it again. */
export function digestOfManifest(manifest: Omit<RoutingManifest, 'digest'>): string {
  return digestOfPublished({
    version: manifest.version,
    generatedAt: manifest.generatedAt.toISOString(),
    policies: [...manifest.policies],
    entries: [...manifest.entries],
    trials: [...manifest.trials],
    isExplorationStopped: manifest.isExplorationStopped,
  });
}

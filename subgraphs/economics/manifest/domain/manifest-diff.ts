import type { ManifestContent, ManifestEntry } from './manifest.ts';

/** What became of one workflow between two manifests; `before` or `after` is null where it was not listed. */
export interface EntryChange {
  effectTypeId: string;
  workflowId: string;
  providerId: string;
  before: ManifestEntry | null;
  after: ManifestEntry | null;
  /** Share of traffic gained, −1 to 1. */
  weightChange: number;
}

const keyOf = (entry: ManifestEntry): string =>
  `${entry.effectTypeId}/${entry.workflowId}/${entry.providerId}`;

/** Fields whose change is worth showing; expectations move a little with every attempt. */
const hasChanged = (before: ManifestEntry | undefined, after: ManifestEntry | undefined): boolean =>
  !before ||
  !after ||
  before.rank !== after.rank ||
  before.weight !== after.weight ||
  before.state !== after.state ||
  before.shadowLegsPerCycle !== after.shadowLegsPerCycle ||
  (after.state !== 'ELIGIBLE' && before.reason !== after.reason);

/** Everything about traffic that differs, the largest shifts first. */
export function diffManifests(from: ManifestContent, to: ManifestContent): EntryChange[] {
  const before = new Map(from.entries.map((entry) => [keyOf(entry), entry]));
  const after = new Map(to.entries.map((entry) => [keyOf(entry), entry]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => hasChanged(before.get(key), after.get(key)))
    .map((key) => {
      const [was, is] = [before.get(key) ?? null, after.get(key) ?? null];
      const { effectTypeId, workflowId, providerId } = (is ?? was)!;
      const weightChange = Math.round(((is?.weight ?? 0) - (was?.weight ?? 0)) * 1e6) / 1e6;
      return { effectTypeId, workflowId, providerId, before: was, after: is, weightChange };
    })
    .sort(
      (a, b) => Math.abs(b.weightChange) - Math.abs(a.weightChange) || (a.workflowId < b.workflowId ? -1 : 1),
    );
}

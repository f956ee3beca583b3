import { canonicalJson } from './canonical-json.ts';
import type { RevisionContent } from './revision.ts';

/** One value that differs between two revisions. */
export interface RevisionChange {
  /** Where it stands, such as `promptVariant.parameters.strength`, or `workflows.look-match-fine`. */
  path: string;
  /** Null: it was not there. */
  before: unknown;
  /** Null: it is not there any more. */
  after: unknown;
}

/** Every value that differs, by its path, in the order of paths. Workflows are compared by their id, not by their place. */
export function revisionChanges(before: RevisionContent, after: RevisionContent): RevisionChange[] {
  const [old, next] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...old.keys(), ...next.keys()])]
    .sort()
    .filter((path) => canonicalJson(old.get(path)) !== canonicalJson(next.get(path)))
    .map((path) => ({ path, before: old.get(path) ?? null, after: next.get(path) ?? null }));
}

function valuesOf({ workflows, ...content }: RevisionContent): Map<string, unknown> {
  const digests = Object.fromEntries(workflows.map(({ workflowId, digest }) => [workflowId, digest]));
  return new Map(leavesOf({ ...content, workflows: digests }, []));
}

function leavesOf(value: unknown, path: readonly string[]): [string, unknown][] {
  // Lists are values of their own: a palette differs as a whole.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from './json-value.ts';

export type WorkflowVariant = 'fast' | 'balanced' | 'fine';

/** A workflow as declared: plain data from which the runner builds what it executes. */
export interface WorkflowDefinition {
  /** Such as `look-match-fine`; unique, never reused for something else. */
  readonly id: string;
  readonly effectTypeId: string;
  readonly variant: WorkflowVariant;
  /** Raised whenever the picture or its cost changes, also when only code changed. */
  readonly version: number;
  /** One sentence for people. */
  readonly description: string;
  /** What the effect's planner reads. */
  readonly settings: JsonObject;
  /** How the result is compressed. */
  readonly encode: { readonly preset: string; readonly crf: number; readonly audioKbps: number };
  /**
   * First guess for a two-core machine shared with other work: seconds of planning, and seconds per
   * million output pixels (median of five clips; single clips lay between half and more than double).
   */
  readonly cost: { readonly fixedSeconds: number; readonly secondsPerMegapixel: number };
  /** Of ffmpeg; the health check misses them by name. */
  readonly requiredFilters: readonly string[];
}

/** A definition with the digest by which revisions pin it. */
export interface WorkflowSpec extends WorkflowDefinition {
  /** `sha256:` and 64 hex digits over the definition, whatever the order of its keys; cost and description excluded. */
  readonly digest: string;
}

/** The spec of a definition. */
export function specifyWorkflow(definition: WorkflowDefinition): WorkflowSpec {
  const { id, effectTypeId, variant, version, settings, encode } = definition;
  const identity = canonicalJson({ id, effectTypeId, variant, version, settings, encode: { ...encode } });
  return { ...definition, digest: `sha256:${createHash('sha256').update(identity).digest('hex')}` };
}

/** JSON with sorted keys, so that equal values have equal bytes (after RFC 8785; numbers as ECMAScript prints them). */
function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(',')}}`;
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '@effect-studio/schema/workflows/canonical-json';
import type { JsonObject } from './json-value.ts';

export type WorkflowVariant = 'fast' | 'balanced' | 'fine';

/** A workflow as declared: plain data from which a runner builds what it executes. */
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
  /**
   * First guess: seconds of planning and start, and seconds per million output pixels. Of ffmpeg's workflows on a
   * two-core machine shared with other work (median of five clips; single clips lay between half and more than double).
   */
  readonly cost: { readonly fixedSeconds: number; readonly secondsPerMegapixel: number };
  /** What it asks of a machine; absent: nothing. */
  readonly requires?: { readonly vramMiB?: number; readonly capabilities?: readonly string[] };
}

/** A definition with the digest by which revisions pin it. */
export type WorkflowSpec<Definition extends WorkflowDefinition = WorkflowDefinition> = Definition & {
  /** `sha256:` and 64 hex digits over what decides the picture, whatever the order of keys; cost, needs and description excluded. */
  readonly digest: string;
};

/**
 * The spec of a definition.
 * @param alsoDecides what else decides the picture, by the runner's own names
 */
export function specifyWorkflow<Definition extends WorkflowDefinition>(
  definition: Definition,
  alsoDecides: JsonObject = {},
): WorkflowSpec<Definition> {
  const { id, effectTypeId, variant, version, settings } = definition;
  const identity = canonicalJson({ id, effectTypeId, variant, version, settings, ...alsoDecides });
  return { ...definition, digest: `sha256:${createHash('sha256').update(identity).digest('hex')}` };
}

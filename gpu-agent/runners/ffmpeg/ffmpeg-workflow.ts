import type { WorkflowDefinition, WorkflowSpec } from '../workflow-spec.ts';

/** A workflow of the ffmpeg runner. */
export interface FfmpegWorkflow extends WorkflowDefinition {
  /** How the result is compressed. */
  readonly encode: { readonly preset: string; readonly crf: number; readonly audioKbps: number };
  /** Of ffmpeg; the health check misses them by name. */
  readonly requiredFilters: readonly string[];
  /** What the code made of workflows of the effect type when this was written; see `planner-digest.ts`. */
  readonly planner?: string;
}

export type FfmpegWorkflowSpec = WorkflowSpec<FfmpegWorkflow>;

import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { JsonObject } from './json-value.ts';
import type { WorkflowSpec, WorkflowVariant } from './workflow-spec.ts';

/** A stretch of the footage, in milliseconds of presentation time. */
export interface Excerpt {
  startMs: number;
  durationMs: number;
}

/** What is known of the footage before it is opened; only estimates need it. */
export interface FootageMedia {
  width: number;
  height: number;
  frameRate: number;
  durationMs: number;
}

/** Whose work it is: a person's, or the studio's own tries. */
export type BudgetContext = 'user_run' | 'system_test' | 'benchmark';

/** One rendering of footage in an effect. The same task gives the same picture on the same build of the renderer. */
export interface RunnerTask {
  workflowId: string;
  effectTypeId: string;
  variant: WorkflowVariant;
  /** Wishes of the prompt, such as strengths; each workflow checks its own and has a default for each. */
  parameters: JsonObject;
  exampleDescriptor: StyleDescriptor;
  footageDescriptor: StyleDescriptor;
  /** Null renders the whole clip. */
  excerpt: Excerpt | null;
  /** 32-bit unsigned; decides every random choice (grain, weave, dust). */
  seed: number;
  budgetContext: BudgetContext;
  footageMedia?: FootageMedia;
  /** The workflow's form, where it came with the lease; absent: it is one of the runner's own. */
  definition?: JsonObject;
}

/** One picture of a work in progress, as a renderer shows it. */
export interface Preview {
  mediaType: 'image/jpeg' | 'image/png';
  bytes: Uint8Array;
  /** Which step drew it, where the renderer says. */
  nodeId: string | null;
}

export interface RunnerIo {
  /** Names this execution to {@link Runner.cancel} and to what is behind the runner; unique, such as the lease's id. */
  executionId: string;
  inputPath: string;
  /** Overwritten. Its folder must exist. */
  outputPath: string;
  /** Stops this execution and no other. */
  signal: AbortSignal;
  /** Share done, 0–1, never falling. */
  onProgress: (share: number) => void;
  /** Runners that have no previews never call it. */
  onPreview?: (preview: Preview) => void;
}

/** When the machine worked on media, in milliseconds since the epoch. */
export interface MediaInterval {
  startedAtMs: number;
  endedAtMs: number;
}

/** What one step of a workflow took. */
export interface NodeTiming {
  nodeId: string;
  /** Kind of step, such as `KSampler`. */
  classType: string;
  durationMs: number;
}

export interface RunnerResult {
  /** Seconds that the machine worked on this very task: start-up, queues, transfers and reused results are not in it. */
  busySeconds: number;
  /** Frames written; 0 where the runner does not know. */
  frames: number;
  mediaIntervals: MediaInterval[];
  /** What the workflow decided by itself, in words: strengths it lowered, parts that it left out. */
  notes: string[];
  /** Seconds of loading models and the like before useful work; part of no other figure; absent where not known. */
  startupSeconds?: number;
  /** How often somebody upstream asked to slow down, and how long that was waited for. */
  throttled?: { count: number; waitedMs: number };
  /** Steps that ran, in order; absent where the runner has no steps. */
  nodeTimings?: NodeTiming[];
  /** Steps whose earlier result was reused: they cost nothing. */
  cachedNodeIds?: string[];
}

export interface RunnerEstimate {
  /** Millions of output pixels, summed over frames, at least 1. */
  workUnits: number;
  /** On the machine that the workflow's cost was measured on, while it also does other work. */
  expectedSeconds: number;
}

export type RunnerHealth =
  | { healthy: true; version: string }
  | { healthy: false; version: string | null; faults: string[] };

/** The accelerator that a runner works with; nulls without one. */
export interface Accelerator {
  gpuName: string | null;
  vramMiB: number | null;
  driverVersion: string | null;
}

/**
 * A way to render effects: the port behind which every provider lies, whether its work is done by this machine,
 * by a program beside the agent or by somebody's service. `testing/runner-contract.ts` is what each must pass.
 */
export interface Runner {
  readonly id: string;
  /** Whether it renders this very workflow here and now: same id and digest, and nothing of it is missing. */
  supports(workflow: WorkflowSpec): boolean;
  /** Why `supports` says no, in words; null when it says yes. */
  whyNot(workflow: WorkflowSpec): string | null;
  /** @throws RunnerError `UNKNOWN_WORKFLOW` */
  estimate(task: RunnerTask): RunnerEstimate;
  /**
   * Renders the task. Leaves no partial output behind when it fails.
   * @throws RunnerError
   */
  execute(task: RunnerTask, io: RunnerIo): Promise<RunnerResult>;
  /** Stops one execution, whose `execute` rejects with `CANCELLED`, and no other. Nothing happens for an unknown one. */
  cancel(executionId: string): void;
  /** Says what is missing; never throws. What it learns decides what `supports` answers. */
  healthCheck(): Promise<RunnerHealth>;
  /** The accelerator behind it; absent: this machine's own. */
  accelerator?(): Accelerator | null;
  /** Whether it renders workflows that come with the lease. */
  readonly takesDefinitions?: boolean;
  /** Gives models and caches back that are only kept for the next task. */
  freeMemory?(): Promise<void>;
  /** Removes what it keeps elsewhere for the next task; called once, when the agent ends. Never throws. */
  close?(): Promise<void>;
}

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

/** One rendering of footage in an effect. The same task gives the same picture on the same build of ffmpeg. */
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
  footageMedia?: FootageMedia;
}

export interface RunnerIo {
  inputPath: string;
  /** Overwritten. Its folder must exist. */
  outputPath: string;
  signal: AbortSignal;
  /** Share done, 0–1, never falling. */
  onProgress: (share: number) => void;
}

/** When the machine worked on media, in milliseconds since the epoch. */
export interface MediaInterval {
  startedAtMs: number;
  endedAtMs: number;
}

export interface RunnerResult {
  /** Sum of `mediaIntervals`, in seconds: start-up and transfers are not in it. */
  busySeconds: number;
  /** Frames written. */
  frames: number;
  mediaIntervals: MediaInterval[];
  /** What the workflow decided by itself, in words: strengths it lowered, parts that it left out. */
  notes: string[];
}

export interface RunnerEstimate {
  /** Millions of output pixels, summed over frames, at least 1. */
  workUnits: number;
  /** On a two-core machine without GPU that also does other work; idle ones are faster. */
  expectedSeconds: number;
}

export type RunnerHealth =
  | { healthy: true; version: string }
  | { healthy: false; version: string | null; faults: string[] };

/** A way to render effects on this machine. The port that the agent's loop drives. */
export interface Runner {
  readonly id: string;
  /** Whether it renders this very workflow: same id and same digest. */
  supports(workflow: WorkflowSpec): boolean;
  /** @throws RunnerError `UNKNOWN_WORKFLOW` */
  estimate(task: RunnerTask): RunnerEstimate;
  /**
   * Renders the task. Leaves no partial output behind when it fails.
   * @throws RunnerError
   */
  run(task: RunnerTask, io: RunnerIo): Promise<RunnerResult>;
  /** Stops every task that runs now; their `run` rejects with `CANCELLED`. */
  cancel(): void;
  /** Says what is missing on this machine; never throws. */
  healthCheck(): Promise<RunnerHealth>;
}

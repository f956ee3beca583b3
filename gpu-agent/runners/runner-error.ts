/** How long something may take, and which of these times ran out (after Temporal's four timeouts). */
export type TimeoutKind =
  /** It never began: the queue before it was too long. */
  | 'scheduleToStart'
  /** It began and did not end in time. */
  | 'startToClose'
  /** Whoever does it gave no sign of life. */
  | 'heartbeat';

/** Every way in which a task can fail to be rendered, and whether another attempt may succeed. */
const CODES = {
  /** This runner has no workflow of that id, or the task names another effect or variant. */
  UNKNOWN_WORKFLOW: { retryable: false },
  /** The parameters do not fit the workflow. */
  INVALID_PARAMETERS: { retryable: false },
  /** The footage has no picture that can be decoded. */
  INPUT_UNREADABLE: { retryable: false },
  /** What lies behind the runner does not take a clip of this size; another machine may. */
  INPUT_TOO_LARGE: { retryable: true },
  /** The workflow does not fit the program that should run it: `faults` name the steps and inputs. */
  WORKFLOW_REFUSED: { retryable: false },
  /** The runner does not do work of this budget context. */
  BUDGET_CONTEXT_REFUSED: { retryable: false },
  /** The media program or the provider tried and failed. */
  RENDER_FAILED: { retryable: false },
  /** It ended well, they say, but the clip that it should have made is not there or is none. */
  OUTPUT_INVALID: { retryable: true },
  /** A limit of time ran out; `timeout` says which. */
  OUT_OF_TIME: { retryable: true },
  /** Memory, of the machine or of the accelerator, was too small. */
  OUT_OF_MEMORY: { retryable: true },
  /** No space is left on this machine's disk. */
  DISK_FULL: { retryable: true },
  /** Upstream asked to slow down more often than was waited for. */
  THROTTLED: { retryable: true },
  /** Upstream cannot be reached, or fails by its own fault. */
  PROVIDER_UNAVAILABLE: { retryable: true },
  /** Upstream does not know this work any more. */
  JOB_LOST: { retryable: true },
  /** The signal fired, `cancel()` was called, or upstream was interrupted. */
  CANCELLED: { retryable: false },
} as const;

export type RunnerErrorCode = keyof typeof CODES;

export interface RunnerErrorOptions {
  cause?: unknown;
  /** Default: what the code says. */
  retryable?: boolean;
  timeout?: TimeoutKind;
  /** One line per fault, each naming what is wrong where. */
  faults?: readonly string[];
  /** Seconds that the machine worked before it failed, where the runner knows better than a clock around it. */
  busySeconds?: number;
  throttled?: { count: number; waitedMs: number };
}

/** Why a task could not be rendered; every {@link RunnerErrorCode} says what it means. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
  readonly code: RunnerErrorCode;
  /** Whether the same task may succeed on another attempt. */
  readonly retryable: boolean;
  readonly timeout: TimeoutKind | null;
  readonly faults: readonly string[];
  readonly busySeconds: number | null;
  readonly throttled: { count: number; waitedMs: number } | null;

  constructor(code: RunnerErrorCode, message: string, options: RunnerErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? CODES[code].retryable;
    this.timeout = options.timeout ?? null;
    this.faults = options.faults ?? [];
    this.busySeconds = options.busySeconds ?? null;
    this.throttled = options.throttled ?? null;
  }
}

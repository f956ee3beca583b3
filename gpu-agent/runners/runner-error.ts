/**
 * Why a task could not be rendered.
 * - `UNKNOWN_WORKFLOW` this runner has no workflow of that id, or the task names another effect or variant
 * - `INVALID_PARAMETERS` the parameters do not fit the workflow
 * - `INPUT_UNREADABLE` the footage has no picture that can be decoded
 * - `RENDER_FAILED` the media program failed
 * - `OUT_OF_TIME` the render took far longer than estimated (retryable)
 * - `CANCELLED` the signal fired or `cancel()` was called
 */
export type RunnerErrorCode =
  | 'UNKNOWN_WORKFLOW'
  | 'INVALID_PARAMETERS'
  | 'INPUT_UNREADABLE'
  | 'RENDER_FAILED'
  | 'OUT_OF_TIME'
  | 'CANCELLED';

export class RunnerError extends Error {
  override readonly name = 'RunnerError';
  readonly code: RunnerErrorCode;
  /** Whether the same task may succeed on another attempt. */
  readonly retryable: boolean;

  constructor(
    code: RunnerErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? code === 'OUT_OF_TIME';
  }
}

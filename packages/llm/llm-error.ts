import type { TokenUsage } from './language-model.ts';

/**
 * Why a model did not answer.
 * - `TIMEOUT`, `UNAVAILABLE`, `RATE_LIMITED` (retryable)
 * - `BAD_ANSWER` it answered something that does not fit the schema (retryable: it may do better)
 * - `REFUSED` it would not look at this or talk about it
 * - `UNAUTHORIZED`, `INVALID_REQUEST` the key or the question is at fault
 * - `CIRCUIT_OPEN` it failed too often lately and is left alone for a while (retryable, later)
 * - `ABORTED` the caller's signal fired
 */
export type LlmErrorCode =
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'BAD_ANSWER'
  | 'REFUSED'
  | 'UNAUTHORIZED'
  | 'INVALID_REQUEST'
  | 'CIRCUIT_OPEN'
  | 'ABORTED';

const RETRYABLE: ReadonlySet<LlmErrorCode> = new Set([
  ...(['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'BAD_ANSWER', 'CIRCUIT_OPEN'] as const),
]);

export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly code: LlmErrorCode;
  readonly retryable: boolean;
  /** What the service asked to wait, milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;
  /** What was used up all the same; an answer that does not fit is paid for, too. */
  readonly usage: TokenUsage;

  constructor(
    code: LlmErrorCode,
    message: string,
    details: { cause?: unknown; retryAfterMs?: number | null; usage?: TokenUsage } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.usage = details.usage ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
  }
}

/** The code for an HTTP status of a model's service. */
export function codeOfStatus(status: number): LlmErrorCode {
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'UNAVAILABLE' : 'INVALID_REQUEST';
}

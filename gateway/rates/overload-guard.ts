import { requestsRefused } from '@effect-studio/kernel/observation/metrics';
import { HttpRefusal } from '../http/problem-details.ts';

/** Long enough for what is in flight to end, short enough that nobody notices twice. */
const RETRY_AFTER_S = 1;

/**
 * Bounds the operations that this gateway works on at once. What is in flight ends in a time that does not grow with the
 * crowd (Little’s law: time = in flight ÷ rate), and whoever comes beyond that is told at once instead of waiting
 * until they have given up.
 */
export class OverloadGuard {
  /** Operations at once. */
  readonly most: number;
  #inFlight = 0;
  #beside = 0;

  /** @param most operations at once, at least 1 */
  constructor(most: number) {
    this.most = most;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Operations that are not bounded here, under way. */
  get besideInFlight(): number {
    return this.#beside;
  }

  /** Does something if there is room for it. @throws HttpRefusal 429 when there is none; then nothing was done */
  async within<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#inFlight >= this.most) {
      requestsRefused.inc({ reason: 'overloaded', tier: '' });
      throw new HttpRefusal(
        429,
        'OVERLOADED',
        `The studio is busy with as much as it can do at once. Try again in ${RETRY_AFTER_S} s.`,
        { retryAfterSeconds: RETRY_AFTER_S, retryable: true },
        { 'retry-after': String(RETRY_AFTER_S) },
      );
    }
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
    }
  }
  /** Does something that is bounded elsewhere, and counts it all the same. */
  async beside<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#beside += 1;
    try {
      return await work();
    } finally {
      this.#beside -= 1;
    }
  }
}

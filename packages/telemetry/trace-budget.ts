/**
 * How many traces may begin: so many a second on average, as many at once (a token bucket). What is left out costs nothing,
 * and what is let through is whole: a collector that gets parts of many traces explains none of them.
 */
export class TraceBudget {
  readonly #perSecond: number;
  readonly #nowMs: () => number;
  #left: number;
  #filledAtMs: number;

  /** @param perSecond `Infinity`: all of them @param nowMs for tests */
  constructor(perSecond: number, nowMs: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#nowMs = nowMs;
    this.#left = perSecond;
    this.#filledAtMs = nowMs();
  }

  /** Whether one more may begin now. */
  take(): boolean {
    if (this.#left < 1) this.#fill();
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Looked at when it is empty, so that the clock is not read at each request while there is plenty. */
  #fill(): void {
    const now = this.#nowMs();
    const gained = ((now - this.#filledAtMs) / 1_000) * this.#perSecond;
    this.#left = Math.min(Math.max(1, this.#perSecond), this.#left + gained);
    this.#filledAtMs = now;
  }
}

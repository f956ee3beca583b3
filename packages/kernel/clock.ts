/** Where every `now` of the product comes from, SQL included. Tokens, TLS and presigned URLs stay on real time. */
export interface Clock {
  now(): Date;
}

/** Real time. */
export const systemClock: Clock = { now: () => new Date() };

/** Real time plus an offset that only grows: the test clock of the whole product. */
export class OffsetClock implements Clock {
  #offsetMs = 0;
  #listeners = new Set<() => void>();

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Takes over an offset in whole milliseconds; one that would go back, or is none, is ignored. */
  moveTo(offsetMs: number): void {
    if (!Number.isSafeInteger(offsetMs) || offsetMs <= this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every jump, so that sweepers look again. */
  onJump(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A clock for tests of one process: stands still until it is told to move. */
export class FakeClock implements Clock {
  #now: Date;

  constructor(start: Date = new Date('2026-01-01T00:00:00Z')) {
    this.#now = start;
  }

  now(): Date {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms);
  }
}

import type { Random } from '../../statistics/seeded-random.ts';

/** A provider that lets so many requests through in a minute, and tells the rest when to come back. */
export class RateLimit {
  #nextFreeAt = 0;

  /** Milliseconds that a request at `at` is told to wait; 0 when it is let through. At most two minutes. */
  waitMs(at: number, perMinute: number, random: Random): number {
    const spacingMs = 60_000 / Math.max(0.01, perMinute);
    const waitMs = Math.min(120_000, Math.max(0, this.#nextFreeAt - at));
    this.#nextFreeAt = Math.max(this.#nextFreeAt, at) + spacingMs;
    // Requests that gave up do not stand in line for ever.
    this.#nextFreeAt = Math.min(this.#nextFreeAt, at + 180_000);
    return waitMs > 0 ? waitMs * (0.5 + random()) : 0;
  }
}

/** Remembers answers for a short while; concurrent questions share one answer, failures are not kept. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { value: Promise<Value>; askedAtMs: number }>();
  readonly #limit: number;

  /** @param limit entries; past it the oldest goes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param maxAgeMs how old an answer may be, milliseconds */
  get(key: string, maxAgeMs: number, ask: () => Promise<Value>): Promise<Value> {
    const nowMs = performance.now();
    const known = this.#entries.get(key);
    if (known && nowMs - known.askedAtMs <= maxAgeMs) return known.value;
    const value = ask();
    this.#entries.delete(key);
    this.#entries.set(key, { value, askedAtMs: nowMs });
    if (this.#entries.size > this.#limit) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    value.catch(() => {
      if (this.#entries.get(key)?.value === value) this.#entries.delete(key);
    });
    return value;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}

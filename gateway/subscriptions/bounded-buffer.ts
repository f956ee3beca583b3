import { GraphQLError } from 'graphql';

/**
 * Holds events of a pushing source for one reader. When the reader is too slow the stream ends with
 * `SLOW_CONSUMER` instead of dropping anything: the reader resumes from its cursor and misses nothing.
 */
export class BoundedBuffer<Item> implements AsyncIterableIterator<Item> {
  readonly #items: Item[] = [];
  readonly #limit: number;
  readonly #onReturn: () => void;
  #waiting: { resolve: (step: IteratorResult<Item>) => void; reject: (error: unknown) => void } | null = null;
  #end: { error: unknown } | null = null;

  /** @param onReturn called once when the reader leaves or is left behind */
  constructor(limit: number, onReturn: () => void) {
    this.#limit = limit;
    this.#onReturn = onReturn;
  }

  push(item: Item): void {
    if (this.#end) return;
    if (this.#waiting) {
      this.#waiting.resolve({ value: item, done: false });
      this.#waiting = null;
      return;
    }
    if (this.#items.length >= this.#limit) {
      this.#items.length = 0;
      this.fail(
        new GraphQLError('Events came faster than they were read. Subscribe again from the last cursor.', {
          extensions: { code: 'SLOW_CONSUMER', retryable: true },
        }),
      );
      this.#onReturn();
      return;
    }
    this.#items.push(item);
  }

  /** Ends the stream after what is held, with an error. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Ends the stream after what is held. */
  end(): void {
    this.#finish({ error: null });
  }

  next(): Promise<IteratorResult<Item>> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve({ value: item, done: false });
    if (this.#end) {
      const { error } = this.#end;
      this.#end = { error: null };
      return error === null ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Item>> {
    const wasOpen = this.#end === null;
    this.#items.length = 0;
    this.end();
    if (wasOpen) this.#onReturn();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(end: { error: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!waiting) return;
    this.#end = { error: null };
    if (end.error === null) waiting.resolve({ value: undefined, done: true });
    else waiting.reject(end.error);
  }
}

/** A bounded queue between a pushing source and an async iterator. When full, the oldest item is dropped and counted. */
export class AsyncQueue<Item> implements AsyncIterableIterator<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: ((result: IteratorResult<Item>) => void)[] = [];
  readonly #limit: number;
  readonly #onReturn: () => void;
  #isClosed = false;
  #droppedCount = 0;

  constructor(options: { limit: number; onReturn?: () => void }) {
    this.#limit = options.limit;
    this.#onReturn = options.onReturn ?? (() => undefined);
  }

  /** Items lost because the reader was too slow. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  push(item: Item): void {
    if (this.#isClosed) return;
    const waiter = this.#waiting.shift();
    if (waiter) {
      waiter({ value: item, done: false });
      return;
    }
    this.#items.push(item);
    if (this.#items.length > this.#limit) {
      this.#items.shift();
      this.#droppedCount += 1;
    }
  }

  next(): Promise<IteratorResult<Item>> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve({ value: item, done: false });
    if (this.#isClosed) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Item>> {
    this.close();
    return Promise.resolve({ value: undefined, done: true });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#items.length = 0;
    for (const waiter of this.#waiting.splice(0)) waiter({ value: undefined, done: true });
    this.#onReturn();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

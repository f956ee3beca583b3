import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { AsyncQueue } from '../process/async-queue.ts';
import { REDIS_KEYS } from '../process/redis.ts';

/** A passing value of a topic, such as a task's progress. Ticks are not kept: who is away misses them. */
export interface Tick {
  topic: string;
  data: Record<string, unknown>;
}

/** Live values over Redis pub/sub (`studio:telemetry`). */
export class Ticks {
  readonly #commands: Redis;
  readonly #openSubscriber: () => Redis;
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<(tick: Tick) => void>>();
  #subscriber: Redis | null = null;

  constructor(options: { commands: Redis; openSubscriber: () => Redis; log: Logger }) {
    this.#commands = options.commands;
    this.#openSubscriber = options.openSubscriber;
    this.#log = options.log;
  }

  /** Publishes a tick; a failure is logged, since the next tick replaces this one anyway. */
  publish(topic: string, data: Record<string, unknown>): void {
    this.#commands
      .publish(REDIS_KEYS.telemetry, JSON.stringify({ topic, data }))
      .catch((error: unknown) => this.#log.debug({ err: error }, 'a tick was not published'));
  }

  /** Calls `listener` with every tick of the topic. @returns ends the listening */
  on(topic: string, listener: (tick: Tick) => void): () => void {
    this.#connect();
    const set = this.#listeners.get(topic) ?? new Set();
    set.add(listener);
    this.#listeners.set(topic, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Ticks of a topic from now on; a slow reader loses the oldest. */
  listen(topic: string): AsyncIterableIterator<Tick> {
    const queue = new AsyncQueue<Tick>({ limit: 64, onReturn: () => stop() });
    const stop = this.on(topic, (tick) => queue.push(tick));
    return queue;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#subscriber?.disconnect();
    this.#subscriber = null;
  }

  #connect(): void {
    if (this.#subscriber) return;
    this.#subscriber = this.#openSubscriber();
    this.#subscriber.on('message', (_channel: string, message: string) => {
      const tick = JSON.parse(message) as Tick;
      for (const listener of this.#listeners.get(tick.topic) ?? []) listener(tick);
    });
    this.#subscriber
      .subscribe(REDIS_KEYS.telemetry)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'ticks are not available'));
  }
}

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { EventProcessor } from './event-processor.ts';
import { InboxTrimmer } from './inbox-trimmer.ts';
import { type Lane, takeBatches, takeSingles } from './lanes.ts';
import { Leadership } from './leadership.ts';
import type { ReadLog } from './log-reader.ts';
import { type ReceivedEvent, readStream } from './stream.ts';

const BLOCK_MS = 1_000;
/** Events that are read at once; what arrives while they are applied is the next batch. */
const COUNT = 512;
const STANDBY_RETRY_MS = 1_000;
/** Aggregates that one group works on at the same time. */
const PARALLEL_AGGREGATES = 3;

/** $1 group. A new group begins with the oldest event that the log still has. */
export const REGISTER = `insert into bus.consumer_group (name, updated_at) values ($1, now())
  on conflict (name) do update set updated_at = excluded.updated_at, retired_at = null returning settled_position`;

/** $1 group, $2 position. Never goes back: an older reader that is slow to notice its loss changes nothing. */
const SETTLE =
  'update bus.consumer_group set settled_position = greatest(settled_position, $2) where name = $1';

export interface ConsumerGroupOptions {
  /** The context's name, which is also the group's. */
  group: string;
  databaseUrl: string;
  /** A connection of its own, since reading blocks. */
  redis: Redis;
  /** Reads what the stream does not have any more. */
  readLog: ReadLog;
  processor: EventProcessor;
  log: Logger;
  /** Milliseconds after which a frozen reader is replaced, default 10 000. */
  leaseMs?: number;
  /** Milliseconds between two rounds of the inbox's trimmer, default 60 000. */
  trimInboxMs?: number;
}

/**
 * Reads `studio:business` for one context. One reader per group is active, others stand by. Events of one
 * aggregate are applied in order, of different ones side by side.
 *
 * Where the group stands is `settled_position` in PostgreSQL and nowhere in Redis. Positions are dense, so a
 * reader sees for itself when the stream does not continue where it stands, and reads the log instead. Every
 * reader reads everything after its position, and an event is applied only after those before it of its aggregate
 * have an inbox row: two readers that both believe to lead, one of them frozen for a while, therefore neither
 * repeat an effect nor change the order.
 */
export class ConsumerGroup {
  readonly #options: ConsumerGroupOptions;
  readonly #lead: Leadership;
  readonly #trimmer: InboxTrimmer;
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wakeStandby: (() => void) | null = null;

  constructor(options: ConsumerGroupOptions) {
    this.#options = options;
    this.#lead = new Leadership({
      databaseUrl: options.databaseUrl,
      kind: 'consumer-group',
      name: options.group,
      ...(options.leaseMs ? { leaseMs: options.leaseMs } : {}),
    });
    this.#trimmer = new InboxTrimmer(this.#lead, options.group, options.trimInboxMs);
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wakeStandby?.();
    this.#options.redis.disconnect();
    await this.#loop;
    await this.#lead.release();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (await this.#lead.take()) await this.#readOn(await this.#register());
        else await this.#standBy();
      } catch (error) {
        if (this.#isStopping) return;
        this.#options.log.warn({ err: error, group: this.#options.group }, 'a consumer group starts over');
        await this.#lead.release();
        await this.#standBy();
      }
    }
  }

  async #register(): Promise<bigint> {
    const rows = await this.#lead.query<{ settled_position: string }>({
      text: REGISTER,
      values: [this.#options.group],
    });
    return BigInt(rows[0]!.settled_position);
  }

  /** From the log until it has nothing more, so that a start does not depend on Redis; then from the stream. */
  async #readOn(settled: bigint): Promise<void> {
    const { readLog } = this.#options;
    this.#trimmer.begin();
    let position = settled;
    for (let isBehind = true; isBehind && !this.#isStopping; ) {
      const logged = await readLog(position, COUNT);
      position = await this.#settle(position, logged);
      isBehind = logged.length > 0;
    }
    while (!this.#isStopping) {
      position = await this.#settle(position, await this.#next(position));
      await this.#trimmer.trimWhenDue();
    }
  }

  async #next(after: bigint): Promise<readonly ReceivedEvent[]> {
    const { redis, readLog } = this.#options;
    const received = await readStream(redis, after, { count: COUNT, blockMs: BLOCK_MS });
    const first = received[0];
    if (!first || first.position === after + 1n) return received;
    // The stream begins later than this group stands: it was lost, or trimmed before the group existed.
    const logged = await readLog(after, COUNT);
    // The log is written first: what only the stream has is of another log, and the relay drops it.
    if (logged.length === 0) await this.#standBy();
    return logged;
  }

  /** @returns where the group stands then */
  async #settle(position: bigint, events: readonly ReceivedEvent[]): Promise<bigint> {
    this.#lead.assertHeld();
    const last = events.at(-1);
    if (!last) return position;
    await this.#apply(events);
    await this.#lead.query({
      name: 'group-settled',
      text: SETTLE,
      values: [this.#options.group, last.position.toString()],
    });
    return last.position;
  }

  /**
   * What can be applied together is, whenever it stands at the head of its lanes; the rest one by one, lanes side by
   * side.
   * @throws what the first lane that failed says, when all lanes have stopped
   */
  async #apply(events: readonly ReceivedEvent[]): Promise<void> {
    const { processor } = this.#options;
    const canBatch = (type: string): boolean => processor.canBatch(type);
    for (let lanes = this.#lanesOf(events); lanes.length > 0; ) {
      const batches = takeBatches(lanes, canBatch);
      for (const batch of batches) {
        this.#lead.assertHeld();
        await processor.processAll(batch);
      }
      if (batches.length === 0) await this.#applySingles(lanes.map((lane) => takeSingles(lane, canBatch)));
      lanes = lanes.filter((lane) => lane.length > 0);
    }
  }

  async #applySingles(lanes: Lane[]): Promise<void> {
    let hasFailed = false;
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
        for (const delivered of lane) {
          if (hasFailed) return;
          this.#lead.assertHeld();
          await this.#options.processor.process(delivered);
        }
      }
    };
    const workers = Array.from({ length: Math.min(PARALLEL_AGGREGATES, lanes.length) }, () =>
      work().catch((error: unknown) => {
        hasFailed = true;
        throw error;
      }),
    );
    const outcomes = await Promise.allSettled(workers);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** The wanted events by aggregate, each in order. */
  #lanesOf(events: readonly ReceivedEvent[]): Lane[] {
    const lanes = new Map<string, Lane>();
    for (const received of events) {
      if (!this.#options.processor.wants(received.type)) continue;
      const delivered = { position: received.position, event: received.read() };
      const lane = lanes.get(delivered.event.aggregateId);
      if (lane) lane.push(delivered);
      else lanes.set(delivered.event.aggregateId, [delivered]);
    }
    return [...lanes.values()];
  }

  #standBy(): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wakeStandby?.(), STANDBY_RETRY_MS);
      this.#wakeStandby = () => {
        clearTimeout(timer);
        this.#wakeStandby = null;
        resolve();
      };
    });
  }
}

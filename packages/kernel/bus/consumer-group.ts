import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { REDIS_KEYS } from '../redis.ts';
import type { DeliveredEvent, EventProcessor } from './event-processor.ts';

const BLOCK_MS = 1_000;
const COUNT = 128;
const STANDBY_RETRY_MS = 1_000;
/** Aggregates that one group works on at the same time. */
const PARALLEL_AGGREGATES = 3;

export interface ConsumerGroupOptions {
  /** The context's name, which is also the group's. */
  group: string;
  databaseUrl: string;
  /** A connection of its own, since XREADGROUP blocks. */
  redis: Redis;
  processor: EventProcessor;
  log: Logger;
}

/**
 * Reads `studio:business` for one context. One reader per group is active (advisory lock); others stand
 * by. Events of one aggregate are applied in order, of different ones side by side. Settled events are
 * acknowledged; what a dead reader left pending is read first.
 */
export class ConsumerGroup {
  readonly #options: ConsumerGroupOptions;
  #client: pg.Client | null = null;
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wakeStandby: (() => void) | null = null;

  constructor(options: ConsumerGroupOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wakeStandby?.();
    this.#options.redis.disconnect();
    await this.#loop;
    await this.#client?.end().catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (!(await this.#lead())) {
          await this.#standBy();
          continue;
        }
        await this.#ensureGroup();
        await this.#readUntilEmpty('0');
        while (!this.#isStopping) await this.#read('>', BLOCK_MS);
      } catch (error) {
        if (this.#isStopping) return;
        this.#options.log.warn({ err: error, group: this.#options.group }, 'a consumer group starts over');
        await this.#client?.end().catch(() => undefined);
        this.#client = null;
        await this.#standBy();
      }
    }
  }

  async #lead(): Promise<boolean> {
    if (!this.#client) {
      const client = new pg.Client({
        connectionString: this.#options.databaseUrl,
        application_name: `studio-group-${this.#options.group}`,
        query_timeout: 15_000,
        keepAlive: true,
      });
      client.on('error', () => {
        // Without its lock this reader must not go on: the block below ends and leadership is asked for again.
        if (this.#client === client) this.#client = null;
      });
      await client.connect();
      this.#client = client;
    }
    const { rows } = await this.#client.query<{ leads: boolean }>(
      `select pg_try_advisory_lock(hashtext('consumer-group'), hashtext($1)) as leads`,
      [this.#options.group],
    );
    return rows[0]?.leads === true;
  }

  /** The group starts where the context last settled, so that a lost Redis repeats little. */
  async #ensureGroup(): Promise<void> {
    const { group } = this.#options;
    const { rows } = await this.#client!.query<{ settled_position: string }>(
      `insert into bus.consumer_group (name, updated_at) values ($1, now())
       on conflict (name) do update set updated_at = excluded.updated_at returning settled_position`,
      [group],
    );
    await this.#options.redis
      .xgroup('CREATE', REDIS_KEYS.businessStream, group, `${rows[0]!.settled_position}-0`, 'MKSTREAM')
      .catch((error: Error) => {
        if (!error.message.includes('BUSYGROUP')) throw error;
      });
  }

  async #readUntilEmpty(from: string): Promise<void> {
    while (!this.#isStopping && (await this.#read(from, null)) > 0);
  }

  async #read(from: string, blockMs: number | null): Promise<number> {
    const { redis, group } = this.#options;
    if (!this.#client) throw new Error('the leadership was lost');
    const answer = (
      blockMs === null
        ? await redis.xreadgroup(
            'GROUP',
            group,
            'active',
            'COUNT',
            COUNT,
            'STREAMS',
            REDIS_KEYS.businessStream,
            from,
          )
        : await redis.xreadgroup(
            'GROUP',
            group,
            'active',
            'COUNT',
            COUNT,
            'BLOCK',
            blockMs,
            'STREAMS',
            REDIS_KEYS.businessStream,
            from,
          )
    ) as [string, [string, string[] | null][]][] | null;
    const entries = answer?.[0]?.[1] ?? [];
    if (entries.length === 0) return 0;
    await this.#settle(entries);
    return entries.length;
  }

  async #settle(entries: readonly [string, string[] | null][]): Promise<void> {
    const { redis, group, processor } = this.#options;
    const byAggregate = new Map<string, DeliveredEvent[]>();
    for (const [id, fields] of entries) {
      if (!fields) continue;
      const event = JSON.parse(fields[1] ?? 'null') as BusEvent<object>;
      if (!processor.wants(event.type)) continue;
      const delivered = { position: BigInt(id.split('-')[0] ?? '0'), event };
      const list = byAggregate.get(event.aggregateId);
      if (list) list.push(delivered);
      else byAggregate.set(event.aggregateId, [delivered]);
    }
    const lanes = [...byAggregate.values()];
    const workers = Array.from({ length: Math.min(PARALLEL_AGGREGATES, lanes.length) }, async () => {
      for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
        for (const delivered of lane) await processor.process(delivered);
      }
    });
    await Promise.all(workers);
    await redis.xack(REDIS_KEYS.businessStream, group, ...entries.map(([id]) => id));
    await this.#client?.query({
      name: 'group-settled',
      text: 'update bus.consumer_group set settled_position = greatest(settled_position, $2) where name = $1',
      values: [group, entries.at(-1)![0].split('-')[0]],
    });
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

import type { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { REDIS_KEYS } from '../redis.ts';
import { appendToStream, lastPosition, trimStream } from './stream.ts';

/** Only one relay moves rows at a time, whatever the number of worker processes. */
const RELAY_LOCK = 7_301_002;
const POLL_FLOOR_MS = 100;
const BATCH = 500;
const STANDBY_RETRY_MS = 1_000;
const TRIM_EVERY_MS = 10_000;

/**
 * Moves a batch from the outbox to the log, in id order, giving each event the next dense position.
 * $1 studio time. Locks the outbox rows it deletes. Zero rows: the outbox is empty.
 */
const MOVE = `
with batch as materialized (
  select id, event_id, type, aggregate_id, body from bus.outbox order by id limit ${BATCH}
), moved as (
  delete from bus.outbox o using batch where o.id = batch.id
), base as (
  select coalesce(max(position), 0) as position from bus.event_log
), logged as (
  insert into bus.event_log (position, event_id, type, aggregate_id, correlation_id, body, logged_at)
  select base.position + row_number() over (order by batch.id), batch.event_id, batch.type, batch.aggregate_id,
         (batch.body ->> 'correlationId')::uuid, batch.body, $1
  from batch, base
  returning position, body
)
select position, body from logged order by position`;

const AFTER = `select position, body from bus.event_log where position > $1 order by position limit ${BATCH}`;

interface LogRow {
  position: string;
  body: unknown;
}

export interface RelayOptions {
  /** Connection as role `es_relay`. */
  databaseUrl: string;
  redis: Redis;
  openSubscriber: () => Redis;
  clock: Clock;
  log: Logger;
}

/**
 * The one writer of `studio:business`. Stream ids are `<position>-0` and every append names the position
 * that it continues, so a relay that lost its lead adds nothing and a loss in Redis is noticed and refilled.
 */
export class Relay {
  readonly #options: RelayOptions;
  #client: pg.Client | null = null;
  #subscriber: Redis | null = null;
  #isStopping = false;
  #wake: (() => void) | null = null;
  #isRung = false;
  #streamPosition = 0n;
  #isStreamFresh = false;
  #trimmedAt = 0;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#subscriber = this.#options.openSubscriber();
    this.#subscriber.on('message', () => this.#ring());
    this.#subscriber.subscribe(REDIS_KEYS.outboxBell).catch(() => undefined);
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#ring();
    await this.#loop;
    this.#subscriber?.disconnect();
    await this.#client?.end().catch(() => undefined);
  }

  #ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (!(await this.#lead())) {
          await this.#sleep(STANDBY_RETRY_MS);
          continue;
        }
        await this.#refill();
        while (!this.#isStopping) {
          const moved = await this.#moveBatch();
          await this.#trimSometimes();
          if (moved < BATCH) await this.#sleep(POLL_FLOOR_MS);
        }
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the relay lost PostgreSQL or Redis; starting over');
        await this.#client?.end().catch(() => undefined);
        this.#client = null;
        await this.#sleep(STANDBY_RETRY_MS);
      }
    }
  }

  /** Takes or keeps the leadership; the lock lives as long as the connection. */
  async #lead(): Promise<boolean> {
    if (!this.#client) {
      const client = new pg.Client({
        connectionString: this.#options.databaseUrl,
        application_name: 'studio-relay',
        query_timeout: 15_000,
        keepAlive: true,
      });
      client.on('error', () => undefined);
      await client.connect();
      this.#client = client;
    }
    const { rows } = await this.#client.query<{ leads: boolean }>(
      'select pg_try_advisory_lock($1) as leads',
      [RELAY_LOCK],
    );
    return rows[0]?.leads === true;
  }

  async #moveBatch(): Promise<number> {
    this.#isRung = false;
    const { rows } = await this.#client!.query<LogRow>({
      name: 'relay-move',
      text: MOVE,
      values: [this.#options.clock.now()],
    });
    if (rows.length > 0) await this.#publish(rows);
    return rows.length;
  }

  /** Adds to the stream what the log has and Redis lost or never got. */
  async #refill(): Promise<void> {
    this.#streamPosition = await this.#lastStreamPosition();
    for (;;) {
      const { rows } = await this.#client!.query<LogRow>(AFTER, [this.#streamPosition.toString()]);
      if (rows.length === 0) return;
      await this.#publish(rows);
    }
  }

  /** The last position that the stream holds; for a lost stream the oldest that some group has not settled. */
  async #lastStreamPosition(): Promise<bigint> {
    const last = await lastPosition(this.#options.redis);
    this.#isStreamFresh = last === null;
    if (last !== null) return last;
    const { rows } = await this.#client!.query<{ settled: string }>(
      'select coalesce(min(settled_position), 0)::bigint as settled from bus.consumer_group',
    );
    return BigInt(rows[0]!.settled);
  }

  async #publish(rows: readonly LogRow[]): Promise<void> {
    const entries = rows.map((row) => ({ position: BigInt(row.position), body: JSON.stringify(row.body) }));
    const isFresh = this.#isStreamFresh;
    if (await appendToStream(this.#options.redis, this.#streamPosition, entries, { isFresh })) {
      this.#streamPosition = entries.at(-1)!.position;
      this.#isStreamFresh = false;
      return;
    }
    // Redis came back without its newest entries, or another relay was faster: the log knows what is missing.
    this.#options.log.warn(
      { expected: this.#streamPosition.toString() },
      'the stream is not where it was; refilling',
    );
    await this.#refill();
  }

  async #trimSometimes(): Promise<void> {
    const now = performance.now();
    if (now - this.#trimmedAt < TRIM_EVERY_MS) return;
    this.#trimmedAt = now;
    const { rows } = await this.#client!.query<{ name: string }>('select name from bus.consumer_group');
    await trimStream(
      this.#options.redis,
      rows.map((row) => row.name),
    );
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isRung || this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}

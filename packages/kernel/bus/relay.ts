import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { REDIS_KEYS } from '../process/redis.ts';
import { Leadership } from './leadership.ts';
import { trimEventLog } from './log-retention.ts';
import { AFTER, BATCH, BOUNDS, type LogBounds, PLACE } from './relay-statements.ts';
import { appendToStream, dropStream, lastPosition, trimStream } from './stream.ts';
import { eventsOf, type ToldRow } from './told-row.ts';

const POLL_FLOOR_MS = 100;
const STANDBY_RETRY_MS = 1_000;
const LOOK_AFTER_MS = 1_000;
const TRIM_LOG_MS = 60_000;

export interface RelayOptions {
  /** Connection as role `es_relay`. */
  databaseUrl: string;
  redis: Redis;
  openSubscriber: () => Redis;
  clock: Clock;
  log: Logger;
  /** Milliseconds after which a frozen relay is replaced, default 10 000. */
  leaseMs?: number;
}

/**
 * The one writer of `bus.event_position` and `studio:business`. Positions are given on the session that holds the
 * lead, so a relay without it gives none. Stream ids are `<position>-0` and every append names the position that it
 * continues, so a relay that lost its lead adds nothing and a loss in Redis is noticed and refilled from the log,
 * with or without new events.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #lead: Leadership;
  #subscriber: Redis | null = null;
  #isStopping = false;
  #wake: (() => void) | null = null;
  #isRung = false;
  #streamPosition = 0n;
  #isStreamFresh = false;
  #lookedAfterAtMs = Number.NEGATIVE_INFINITY;
  #trimmedLogAtMs = Number.NEGATIVE_INFINITY;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#lead = new Leadership({
      databaseUrl: options.databaseUrl,
      kind: 'relay',
      name: 'business',
      ...(options.leaseMs ? { leaseMs: options.leaseMs } : {}),
    });
  }

  start(): void {
    this.#subscriber = this.#options.openSubscriber();
    this.#subscriber.on('message', () => {
      this.#isRung = true;
      if (this.#lead.isHeld) this.#wake?.();
    });
    this.#subscriber.subscribe(REDIS_KEYS.outboxBell).catch(() => undefined);
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.#loop;
    this.#subscriber?.disconnect();
    await this.#lead.release();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        if (await this.#lead.take()) await this.#relay();
        else await this.#sleep(STANDBY_RETRY_MS);
      } catch (error) {
        if (this.#isStopping) return;
        this.#options.log.warn({ err: error }, 'the relay lost PostgreSQL or Redis; starting over');
        await this.#lead.release();
        await this.#sleep(STANDBY_RETRY_MS);
      }
    }
  }

  /** What got a position is always added to the stream, also when the relay is to stop meanwhile. */
  async #relay(): Promise<void> {
    await this.#refill();
    let rows = await this.#place();
    while (rows.length > 0 || !this.#isStopping) {
      rows = await this.#append(rows);
      await this.#lookAfter();
      if (rows.length > 0 || this.#isStopping) continue;
      if (!this.#isRung) await this.#sleep(POLL_FLOOR_MS);
      rows = await this.#place();
    }
  }

  async #place(): Promise<readonly ToldRow[]> {
    this.#isRung = false;
    if (this.#isStopping) return [];
    return this.#lead.query<ToldRow>({
      name: 'relay-place',
      text: PLACE,
      values: [this.#options.clock.now()],
    });
  }

  /**
   * Adds events to the stream. After a full batch the next one gets its positions at the same time: PostgreSQL and
   * Redis then work side by side.
   * @returns what got its position meanwhile
   */
  async #append(rows: readonly ToldRow[]): Promise<readonly ToldRow[]> {
    if (rows.length === 0) return [];
    // Asked first: PostgreSQL then works while the entries are put together here.
    const asked = rows.length === BATCH ? this.#place() : Promise.resolve([]);
    const [added, next] = await Promise.allSettled([this.#addToStream(rows), asked]);
    if (added.status === 'rejected') throw added.reason;
    if (next.status === 'rejected') throw next.reason;
    if (added.value) return next.value;
    // The log has the next batch, too.
    await this.#refill();
    return [];
  }

  /** @returns false when Redis came back without its newest entries, or another relay was faster */
  async #addToStream(rows: readonly ToldRow[]): Promise<boolean> {
    // A row may have begun before the stream's end.
    const entries = rows.flatMap(eventsOf).filter(({ position }) => position > this.#streamPosition);
    const isFresh = this.#isStreamFresh;
    if (!(await appendToStream(this.#options.redis, this.#streamPosition, entries, { isFresh }))) {
      const expected = this.#streamPosition.toString();
      this.#options.log.warn({ expected }, 'the stream is not where it was; refilling');
      return false;
    }
    this.#streamPosition = entries.at(-1)!.position;
    this.#isStreamFresh = false;
    return true;
  }

  /** Adds to the stream what the log has and Redis lost or never got. */
  async #refill(): Promise<void> {
    await this.#findStreamEnd();
    while (!this.#isStopping) {
      const rows = await this.#lead.query<ToldRow>({
        text: AFTER,
        values: [this.#streamPosition.toString()],
      });
      if (rows.length === 0) return;
      if (!(await this.#addToStream(rows))) await this.#findStreamEnd();
    }
  }

  /** A stream that was lost begins again with the oldest event that some group has not settled. */
  async #findStreamEnd(): Promise<void> {
    // The stream first: the log is written before it, so a longer stream is one of another database.
    const last = await lastPosition(this.#options.redis);
    const { logged, settled } = await this.#bounds();
    const isForeign = last !== null && last > logged;
    if (isForeign) {
      this.#options.log.error(
        { stream: last.toString(), log: logged.toString() },
        'the stream is not of this log',
      );
      await dropStream(this.#options.redis);
    }
    this.#isStreamFresh = last === null || isForeign;
    this.#streamPosition = this.#isStreamFresh ? (settled ?? logged) : last!;
  }

  async #bounds(): Promise<{ logged: bigint; settled: bigint | null }> {
    const [row] = await this.#lead.query<LogBounds>({ name: 'relay-bounds', text: BOUNDS });
    return { logged: BigInt(row!.logged), settled: row!.settled === null ? null : BigInt(row!.settled) };
  }

  /**
   * Once a second: finds losses of Redis that no append ran into, and trims the stream up to what every group has
   * settled. Once a minute: trims the log.
   */
  async #lookAfter(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#lookedAfterAtMs < LOOK_AFTER_MS) return;
    this.#lookedAfterAtMs = nowMs;
    const { redis, clock } = this.#options;
    const last = await lastPosition(redis);
    if (last !== this.#streamPosition) await this.#refill();
    const { settled } = await this.#bounds();
    if (settled !== null) await trimStream(redis, settled);
    if (nowMs - this.#trimmedLogAtMs < TRIM_LOG_MS) return;
    if ((await trimEventLog(this.#lead, clock.now())) === 0) this.#trimmedLogAtMs = nowMs;
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
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

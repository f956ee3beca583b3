import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { AsyncQueue } from '../process/async-queue.ts';
import { REDIS_KEYS } from '../process/redis.ts';
import { RESUME_WINDOW_MS } from './log-retention.ts';
import { eventsOf, TOLD_COLUMNS, type ToldEvent, type ToldRow } from './told-row.ts';

/** An event with the dense position that every cursor uses. */
export interface LoggedEvent extends BusEvent<Record<string, unknown>> {
  position: bigint;
}

/** What a follower is given: an event, or word that its cursor is older than the log. */
export type Followed = { kind: 'event'; event: LoggedEvent } | { kind: 'gap'; firstAvailable: bigint };

/** Which events a follower wants. */
export interface FollowFilter {
  types: readonly string[];
  aggregateId?: string;
}

const POLL_FLOOR_MS = 500;
const BATCH = 500;

const READ = `select ${TOLD_COLUMNS} from bus.told where last_position > $1 order by last_position limit ${BATCH}`;
const READ_PAST = `select ${TOLD_COLUMNS} from bus.told
  where last_position > $1 and first_position <= $2 and types && $3 and ($4::text is null or aggregate_id = $4)
  order by last_position limit ${BATCH}`;
const LAST = 'select coalesce(max(last_position), 0) as last from bus.event_position';
/** $1 a position that the answer is known not to lie before, $2 time. Zero rows: nothing was logged since then. */
const FIRST_SINCE =
  'select first_position as position from bus.event_position where last_position >= $1 and logged_at >= $2 order by last_position limit 1';

/** The body is read only when somebody wants it. */
const read = ({ position, body }: ToldEvent): LoggedEvent => ({
  ...(JSON.parse(body) as Omit<LoggedEvent, 'position'>),
  position,
});

/**
 * Follows `bus.event_log`. One reader per process tails the log, woken by the relay's bell with a poll
 * floor, and hands events to any number of followers; each follower catches up from its own cursor first.
 */
export class EventLog {
  readonly #pool: () => Pool;
  readonly #openSubscriber: () => Redis;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #followers = new Set<(event: LoggedEvent) => void>();
  #position = 0n;
  /** A lower bound of the first position within the resume window; it only grows, as the window does. */
  #windowStart = 0n;
  #subscriber: Redis | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #isRung = false;
  #isClosed = false;
  #starting: Promise<void> | null = null;

  constructor(options: { pool: () => Pool; openSubscriber: () => Redis; clock: Clock; log: Logger }) {
    this.#pool = options.pool;
    this.#clock = options.clock;
    this.#openSubscriber = options.openSubscriber;
    this.#log = options.log;
  }

  /**
   * Events that match, each once and in order, from after `after` (null: from now on). A cursor older
   * than the resume window of 7 days yields a `gap` first and then what lies within it; so does a cursor that
   * this log has never given out.
   * @param limit events held for a slow reader; past it the follower is ended, so that its client resumes by cursor
   */
  follow(filter: FollowFilter, after: bigint | null, limit = 1_000): AsyncGenerator<Followed> {
    const types = new Set(filter.types);
    const push = (event: LoggedEvent): void => {
      if (!types.has(event.type) || (filter.aggregateId && event.aggregateId !== filter.aggregateId)) return;
      queue.push(event);
    };
    const queue = new AsyncQueue<LoggedEvent>({ limit, onReturn: () => this.#followers.delete(push) });
    const followed = this.#follow(filter, after, queue, push);
    const end = followed.return.bind(followed);
    // A generator cannot return while it waits for an event: closing the queue ends the wait first.
    followed.return = (value) => {
      queue.close();
      return end(value);
    };
    return followed;
  }

  async *#follow(
    filter: FollowFilter,
    after: bigint | null,
    queue: AsyncQueue<LoggedEvent>,
    push: (event: LoggedEvent) => void,
  ): AsyncGenerator<Followed> {
    await this.#start();
    // Register before reading the past, or an event between the two would be lost.
    this.#followers.add(push);
    try {
      let cursor = after;
      if (cursor === null) {
        cursor = this.#position;
      } else {
        const last = await this.#last();
        const first = await this.#firstInWindow(last);
        if (cursor + 1n < first || cursor > last) {
          yield { kind: 'gap', firstAvailable: first };
          cursor = first - 1n;
        }
        for (let isMore = true; isMore; ) {
          const past = await this.#readPast(filter, cursor, last);
          for (const event of past.events) {
            cursor = event.position;
            yield { kind: 'event', event };
          }
          cursor = past.readUpTo;
          isMore = past.isMore;
        }
      }
      for await (const event of queue) {
        if (queue.droppedCount > 0) return;
        if (event.position <= cursor) continue;
        cursor = event.position;
        yield { kind: 'event', event };
      }
    } finally {
      queue.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#subscriber?.disconnect();
    await this.#reading;
  }

  #start(): Promise<void> {
    this.#starting ??= this.#tail().catch((error: unknown) => {
      // The next follower tries again.
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  async #tail(): Promise<void> {
    this.#position = await this.#last();
    this.#subscriber = this.#openSubscriber();
    this.#subscriber.on('message', () => this.#ring());
    // Not waited for: without Redis the poll floor does the same, later.
    this.#subscriber.subscribe(REDIS_KEYS.logBell).catch(() => undefined);
    this.#timer = setInterval(() => this.#ring(), POLL_FLOOR_MS);
    this.#timer.unref();
  }

  #ring(): void {
    this.#isRung = true;
    if (this.#reading || this.#isClosed) return;
    this.#reading = this.#drain()
      .catch((error: unknown) =>
        this.#log.warn({ err: error }, 'the event log could not be read; trying again'),
      )
      .finally(() => {
        this.#reading = null;
      });
  }

  async #drain(): Promise<void> {
    while (this.#isRung && !this.#isClosed) {
      this.#isRung = false;
      for (;;) {
        const { rows } = await this.#pool().query<ToldRow>({
          name: 'event-log-read',
          text: READ,
          values: [this.#position.toString()],
        });
        for (const told of rows.flatMap(eventsOf)) {
          if (told.position <= this.#position) continue;
          this.#position = told.position;
          const event = read(told);
          for (const follower of this.#followers) follower(event);
        }
        if (rows.length < BATCH) break;
      }
    }
  }

  async #readPast(
    filter: FollowFilter,
    after: bigint,
    until: bigint,
  ): Promise<{ events: LoggedEvent[]; readUpTo: bigint; isMore: boolean }> {
    const { rows } = await this.#pool().query<ToldRow>({
      name: 'event-log-read-past',
      text: READ_PAST,
      values: [after.toString(), until.toString(), [...filter.types], filter.aggregateId ?? null],
    });
    const told = rows.flatMap(eventsOf).filter(({ position }) => position > after && position <= until);
    return {
      events: told.filter(({ type }) => filter.types.includes(type)).map(read),
      readUpTo: told.at(-1)?.position ?? after,
      isMore: rows.length === BATCH,
    };
  }

  async #last(): Promise<bigint> {
    const { rows } = await this.#pool().query<{ last: string }>(LAST);
    return BigInt(rows[0]!.last);
  }

  /** @returns the position after the last one when nothing lies within the window */
  async #firstInWindow(last: bigint): Promise<bigint> {
    const since = new Date(this.#clock.now().getTime() - RESUME_WINDOW_MS);
    const { rows } = await this.#pool().query<{ position: string }>({
      name: 'event-log-first-since',
      text: FIRST_SINCE,
      values: [this.#windowStart.toString(), since],
    });
    this.#windowStart = rows[0] ? BigInt(rows[0].position) : last + 1n;
    return this.#windowStart;
  }
}

import pg from 'pg';
import type { Logger } from 'pino';
import { isUnavailable } from '../process/unavailable.ts';
import { sql } from './statement.ts';

/** A statement that is still running then helps nobody who waits for a page. */
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** How long a report waits for the replica to have replayed what the primary had written. */
const PATIENCE_MS = 1_000;
const POLL_MS = 10;
/** A replica that was away or behind is not asked again for so long. */
const LEAVE_MS = 10_000;

/** $1 a position in the primary's log. True as well where this is no replica. */
const HAS_REPLAYED = sql(
  'kernel-replica-has-replayed',
  'select coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, not pg_is_in_recovery()) as is_there',
);

/** Why a report was read from the primary after all. */
export type ReplicaTrouble = 'away' | 'behind';

export interface ReplicaOptions {
  /** Role and address; a streaming replica (PostgreSQL documentation, "High Availability", hot standby). */
  url: string;
  applicationName: string;
  poolSize: number;
  log: Logger;
}

/**
 * A streaming replica that reports are read from, so that they do not take the primary's time. It is asked for what the
 * primary had at a moment, and says when it cannot give that; then it is left alone for a while.
 */
export class Replica {
  readonly pool: pg.Pool;
  readonly #log: Logger;
  #leftUntil = 0;

  constructor({ url, applicationName, poolSize, log }: ReplicaOptions) {
    this.#log = log;
    this.pool = new pg.Pool({
      connectionString: url,
      application_name: applicationName,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
      keepAlive: true,
      idleTimeoutMillis: 10_000,
    });
    // Connections end with the server, idle or not; whoever asks next notices.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Whether it was in trouble a moment ago. */
  get isLeft(): boolean {
    return performance.now() < this.#leftUntil;
  }

  /** A connection to a replica that has what the primary had at `position`, or why there is none. */
  async at(position: string): Promise<pg.PoolClient | ReplicaTrouble> {
    let client: pg.PoolClient;
    try {
      client = await this.pool.connect();
    } catch (error) {
      return this.leave('away', error);
    }
    try {
      const endsAt = performance.now() + PATIENCE_MS;
      for (;;) {
        const { rows } = await client.query<{ is_there: boolean }>({ ...HAS_REPLAYED, values: [position] });
        if (rows[0]?.is_there) return client;
        if (performance.now() > endsAt) break;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      client.release();
      return this.leave('behind');
    } catch (error) {
      client.release(true);
      return this.leave('away', error);
    }
  }

  /** Leaves it alone for a while. */
  leave(trouble: ReplicaTrouble, error?: unknown): ReplicaTrouble {
    this.#leftUntil = performance.now() + LEAVE_MS;
    this.#log.warn({ err: error, trouble }, 'the replica cannot be read; reports are read from the primary');
    return trouble;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * Whether an error is about the replica and not about what was asked: it went away, was too slow, or had to cancel the
 * query to go on replaying (SQLSTATE 40001; PostgreSQL documentation, "Handling Query Conflicts").
 */
export function isReplicaTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : null;
  return isUnavailable(error) || code === '40001' || error.message.includes('Query read timeout');
}

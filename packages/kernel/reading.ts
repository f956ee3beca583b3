import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { CallContext } from './context.ts';
import { StudioError } from './errors.ts';
import type { Statement } from './statement.ts';

/** Statements slower than this are logged as warnings. */
export const SLOW_STATEMENT_MS = 200;

/** Prepared reads that see one caller's rows. */
export interface Reading {
  /** The studio's time when it began; the only `now` of its statements. */
  readonly now: Date;
  readonly call: CallContext;
  rows<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** @throws StudioError `ROW_MISSING` when there is not exactly one row */
  one<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row>;
  maybeOne<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row | null>;
}

/** Reads by one connection, which is in a transaction for the caller. */
export class ConnectedReading implements Reading {
  readonly now: Date;
  readonly call: CallContext;
  readonly #connection: () => Promise<PoolClient>;
  readonly #log: Logger;

  constructor(
    connection: () => Promise<PoolClient>,
    call: CallContext,
    { now, log }: { now: Date; log: Logger },
  ) {
    this.#connection = connection;
    this.#log = log;
    this.call = call;
    this.now = now;
  }

  async rows<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const client = await this.#connection();
    const startedAt = performance.now();
    const { name, text } = statement;
    const result = await client.query<Row>({ name, text, values: [...values] });
    const tookMs = performance.now() - startedAt;
    if (tookMs > SLOW_STATEMENT_MS) {
      this.#log.warn({ statement: name, tookMs: Math.round(tookMs) }, 'slow statement');
    }
    return result.rows;
  }

  async maybeOne<Row extends object>(
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row | null> {
    const rows = await this.rows<Row>(statement, values);
    return rows[0] ?? null;
  }

  async one<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row> {
    const rows = await this.rows<Row>(statement, values);
    if (rows.length !== 1) {
      throw new StudioError('ROW_MISSING', `${statement.name} answered ${rows.length} rows instead of one`);
    }
    return rows[0]!;
  }
}

import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { CallContext } from '../context.ts';
import { StudioError } from '../errors.ts';
import { type BoundStatement, runInOneTrip } from './one-trip.ts';
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
  /** Statements that need nothing of each other's answers, in one round trip; each sees what those before it did. @returns the rows of each */
  together(statements: readonly BoundStatement[]): Promise<object[][]>;
}

/** What all ways to read have in common. */
abstract class StatementReading implements Reading {
  readonly now: Date;
  readonly call: CallContext;
  readonly #log: Logger;

  constructor(call: CallContext, { now, log }: { now: Date; log: Logger }) {
    this.#log = log;
    this.call = call;
    this.now = now;
  }

  protected abstract readOne(statement: Statement, values: readonly unknown[]): Promise<object[]>;
  protected abstract readTogether(statements: readonly BoundStatement[]): Promise<object[][]>;

  async rows<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#timed(statement.name, () => this.readOne(statement, values))) as Row[];
  }

  together(statements: readonly BoundStatement[]): Promise<object[][]> {
    const names = statements.map(({ statement }) => statement.name).join(', ');
    return this.#timed(names, () => this.readTogether(statements));
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

  async #timed<Result>(names: string, query: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await query();
    const tookMs = performance.now() - startedAt;
    if (tookMs > SLOW_STATEMENT_MS) {
      this.#log.warn({ statement: names, tookMs: Math.round(tookMs) }, 'slow statement');
    }
    return result;
  }
}

/** Reads by one connection, which is in a transaction for the caller. */
export class ConnectedReading extends StatementReading {
  readonly #connection: () => Promise<PoolClient>;

  constructor(connection: () => Promise<PoolClient>, call: CallContext, options: { now: Date; log: Logger }) {
    super(call, options);
    this.#connection = connection;
  }

  protected async readOne({ name, text }: Statement, values: readonly unknown[]): Promise<object[]> {
    const client = await this.#connection();
    return (await client.query<object>({ name, text, values: [...values] })).rows;
  }

  protected async readTogether(statements: readonly BoundStatement[]): Promise<object[][]> {
    return runInOneTrip(await this.#connection(), statements);
  }
}

/** Reads each statement, or each few that go together, by themselves. */
export class SeparateReading extends StatementReading {
  readonly #read: (statements: readonly BoundStatement[]) => Promise<object[][]>;

  constructor(
    read: (statements: readonly BoundStatement[]) => Promise<object[][]>,
    call: CallContext,
    options: { now: Date; log: Logger },
  ) {
    super(call, options);
    this.#read = read;
  }

  protected async readOne(statement: Statement, values: readonly unknown[]): Promise<object[]> {
    return (await this.#read([{ statement, values }]))[0]!;
  }

  protected readTogether(statements: readonly BoundStatement[]): Promise<object[][]> {
    return this.#read(statements);
  }
}

import type { Envelope, EventDefinition } from '@effect-studio/schema/events/envelope';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { DataSource, type EntityManager, type EntitySchema, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { type Emission, emitting, insertEvent, insertEvents } from './bus/outbox.ts';
import type { Clock } from './clock.ts';
import type { CallContext } from './context.ts';
import { asAudited } from './database/audit.ts';
import { asCaller, asExchanging } from './database/caller-settings.ts';
import { type BoundStatement, runInOneTrip } from './database/one-trip.ts';
import { ConnectedReading, type Reading, SeparateReading, SLOW_STATEMENT_MS } from './database/reading.ts';
import { isReplicaTrouble, Replica } from './database/replica.ts';
import { SlowStatementLog } from './database/slow-statement-log.ts';
import { type Statement, sql } from './database/statement.ts';
import { StudioError } from './errors.ts';
import { insertJob, type JobRequest } from './jobs/insert-job.ts';
import { reports, transactionSeconds } from './observation/metrics.ts';

export { type Emission, type EventSource, emission, emitted, outboxRows } from './bus/outbox.ts';
export type { BoundStatement } from './database/one-trip.ts';
export type { Reading } from './database/reading.ts';
export { type Statement, sql } from './database/statement.ts';

/** How an event is put on the bus from inside a transaction. */
export interface EmitOptions<Payload> {
  aggregateId: string;
  /** Without `schema_version`, which is added. */
  payload: Omit<Payload, 'schema_version'>;
  /** The fact's own key `{module}:{subject}:{operation}:v1`; default: module, aggregate, event name plus a fresh id. */
  idempotencyKey?: string;
  budgetContext?: Envelope['budgetContext'];
  /** The trace that the fact belongs to; default: the call's. For sagas, whose facts belong to the run and not to whoever moved it. */
  correlationId?: string;
  /** The event that this one follows from; default: what caused the call. For consumers of batches. */
  causationId?: string;
  /** The trace that the fact belongs to, where that is not the call's: of work that was done elsewhere. */
  traceparent?: string | null;
  /** Whose fact it is; default: the call's tenant. For work that is done for several tenants in one transaction. */
  tenantId?: string;
}

/** One database transaction: prepared SQL, repositories, events and jobs commit together or not at all. */
export interface Transaction extends Reading {
  readonly manager: EntityManager;
  /** Puts an event into the outbox; it is published after the commit, in order per aggregate. */
  emit<Payload extends object>(event: EventDefinition<Payload>, options: EmitOptions<Payload>): Promise<void>;
  /** Puts several events into the outbox at once, in their order; see `emission`. */
  emitAll(emissions: readonly Emission[]): Promise<void>;
  /** As of every reading; afterwards, in the same round trip, puts these events into the outbox. */
  together(statements: readonly BoundStatement[], emissions?: readonly Emission[]): Promise<object[][]>;
  /** Schedules durable background work, now or at `dueAt`; the same `dedupeKey` is scheduled once. */
  schedule(job: JobRequest): Promise<void>;
  /** Runs after a successful commit; a failure there is logged and changes nothing. */
  afterCommit(effect: () => void | Promise<void>): void;
}

/** A job that was written and is due. */
export interface WrittenJob {
  id: string;
  kind: string;
}

/** Rings the doorbells that a commit calls for. */
export interface CommitBells {
  eventsWritten(): void;
  jobsWritten(context: string, jobs: readonly WrittenJob[]): void;
}

export interface DatabaseOptions {
  context: string;
  url: string;
  /** Of a streaming replica, for reports; null or absent: they are read from the primary. */
  replicaUrl?: string | null;
  poolSize: number;
  entities: EntitySchema[];
  clock: Clock;
  log: Logger;
  bells: CommitBells;
}

const BEGIN = sql('kernel-begin', 'begin');

/** A report sees one moment, whatever is written meanwhile. */
const BEGIN_REPORT = sql(
  'kernel-begin-report',
  'begin transaction isolation level repeatable read read only',
);
const END_REPORT = sql('kernel-end-report', 'commit');
/** Where the log of what was written ends by now. */
const POSITION = sql('kernel-log-position', 'select pg_current_wal_lsn()::text as position');

const STATEMENT_TIMEOUT_MS = 30_000;
/** Connections of a context to the replica. */
const REPLICA_POOL_SIZE = 2;

/** One context's database: a TypeORM data source and prepared SQL over one pool, as the context's own role. */
export class Database {
  readonly source: DataSource;
  readonly #options: DatabaseOptions;
  readonly #replica: Replica | null;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    this.#replica = options.replicaUrl
      ? new Replica({
          url: options.replicaUrl,
          applicationName: `studio-${options.context}-reports`,
          poolSize: REPLICA_POOL_SIZE,
          log: options.log,
        })
      : null;
    this.source = new DataSource({
      type: 'postgres',
      url: options.url,
      schema: options.context,
      entities: options.entities,
      synchronize: false,
      poolSize: options.poolSize,
      applicationName: `studio-${options.context}`,
      connectTimeoutMS: 5_000,
      extra: {
        // PostgreSQL gives up first and says so; the client does when no answer comes through.
        statement_timeout: STATEMENT_TIMEOUT_MS,
        query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
        keepAlive: true,
        idle_in_transaction_session_timeout: 15_000,
        // Idle contexts give their connections back: most of them sleep most of the time.
        idleTimeoutMillis: 10_000,
      },
      parseInt8: false,
      maxQueryExecutionTime: SLOW_STATEMENT_MS,
      logger: new SlowStatementLog(options.log),
    });
  }

  async open(): Promise<void> {
    await this.source.initialize();
  }

  async close(): Promise<void> {
    await this.#replica?.close();
    if (this.source.isInitialized) await this.source.destroy();
  }

  /** The pool below, for single statements outside any transaction. */
  get pool(): Pool {
    return (this.source.driver as PostgresDriver).master as Pool;
  }

  /**
   * Reads with one statement as the call's caller, in one round trip: for reads that need nothing else.
   * @throws what PostgreSQL says
   */
  async read<Row extends object>(
    call: CallContext,
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const [, rows] = await this.#inOneTrip([asCaller(call.caller), { statement, values }]);
    return rows as Row[];
  }

  /**
   * Reads with several statements as the call's caller, in one round trip and one implicit transaction: for those that
   * need nothing of each other.
   * @returns the rows of each, in order
   * @throws what PostgreSQL says to the first that fails
   */
  async readTogether(call: CallContext, statements: readonly BoundStatement[]): Promise<object[][]> {
    const [, ...results] = await this.#inOneTrip([asCaller(call.caller), ...statements]);
    return results;
  }

  /**
   * Reads as the call's caller, one round trip for each statement and no connection kept between two: for reads that need
   * not be of one moment, which is all that a transaction would add to them here.
   */
  reading(call: CallContext): Reading {
    const { clock, log } = this.#options;
    const read = (statements: readonly BoundStatement[]) => this.readTogether(call, statements);
    return new SeparateReading(read, call, { now: clock.now(), log });
  }

  /**
   * Runs statements as the call's caller, in a transaction of their own and a single round trip; each sees what
   * those before it did. For hot paths whose statements do not depend on each other's answers.
   * @param emits whether they put events into the outbox by themselves; see `outboxRows`
   * @param isForgettable whether a crash of PostgreSQL in the next moments may undo them: the commit is then answered
   *   before it is on the disk. Never for what somebody is told is safe. Default false
   * @returns the rows of each statement
   * @throws what PostgreSQL says to the first that fails; then none had an effect
   */
  async exchange(
    call: CallContext,
    statements: readonly BoundStatement[],
    { emits = false, isForgettable = false }: { emits?: boolean; isForgettable?: boolean } = {},
  ): Promise<object[][]> {
    const startedAt = performance.now();
    const settings = [asExchanging(call.caller, isForgettable), ...asAudited(call)];
    const results = await this.#inOneTrip([...settings, ...statements]);
    const tookMs = performance.now() - startedAt;
    if (tookMs > SLOW_STATEMENT_MS) {
      const names = statements.map(({ statement }) => statement.name).join(', ');
      this.#options.log.warn({ statement: names, tookMs: Math.round(tookMs) }, 'slow statement');
    }
    if (emits) this.#options.bells.eventsWritten();
    return results.slice(settings.length);
  }

  /**
   * Runs `work` in one transaction as the call's caller: row-level security sees the caller's id, tenant and actor.
   * @throws whatever `work` throws, after a rollback; StudioError `CONNECTION_LOST` (retryable) when the connection
   *   went away meanwhile, in which case even a commit may have happened
   */
  async transaction<Result>(call: CallContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const runner = this.source.createQueryRunner();
    const handle = new TransactionHandle(runner, call, this.#options);
    const observe = transactionSeconds.startTimer({ context: this.#options.context });
    try {
      await begin(runner, call);
      const result = await work(handle);
      await runner.commitTransaction();
      await runner.release();
      observe({ outcome: 'committed' });
      handle.committed();
      return result;
    } catch (error) {
      observe({ outcome: 'rolled back' });
      // TypeORM releases a runner by itself only when its connection fails.
      if (runner.isReleased) throw connectionLost(error);
      if (isStuck(error)) await discard(runner);
      else if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
      throw error;
    }
  }

  /**
   * Reads a report as the call's caller, all of it as of one moment, and never an earlier one than this call's: from the
   * replica when there is one that is up to it, else from the primary.
   * @param work reads only; called again when the replica failed on the way
   * @throws whatever `work` throws
   */
  async report<Result>(call: CallContext, work: (reading: Reading) => Promise<Result>): Promise<Result> {
    const replica = this.#replica;
    const count = (from: string): void => reports.inc({ context: this.#options.context, from });
    if (replica && !replica.isLeft) {
      const { rows } = await this.pool.query<{ position: string }>(POSITION);
      const client = await replica.at(rows[0]!.position);
      if (typeof client !== 'string') {
        try {
          const result = await this.#readBy(client, call, work);
          count('replica');
          return result;
        } catch (error) {
          if (!isReplicaTrouble(error)) throw error;
          replica.leave('away', error);
        }
      }
    }
    count('primary');
    return this.#readBy(await this.pool.connect(), call, work);
  }

  async #readBy<Result>(
    client: PoolClient,
    call: CallContext,
    work: (reading: Reading) => Promise<Result>,
  ): Promise<Result> {
    const { clock, log } = this.#options;
    // One that is lost between two statements says so here, and would end the process if nobody listened.
    client.on('error', ignore);
    try {
      await runInOneTrip(client, [{ statement: BEGIN_REPORT, values: [] }, asCaller(call.caller)]);
      const reading = new ConnectedReading(() => Promise.resolve(client), call, { now: clock.now(), log });
      const result = await work(reading);
      await client.query(END_REPORT.text);
      client.off('error', ignore);
      client.release();
      return result;
    } catch (error) {
      // Its transaction goes with it.
      client.release(true);
      throw error;
    }
  }

  async #inOneTrip(batch: readonly BoundStatement[]): Promise<object[][]> {
    const client = await this.pool.connect();
    let failure: unknown = null;
    try {
      return await runInOneTrip(client, batch);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.release(isStuck(failure) || undefined);
    }
  }
}

/** One round trip instead of two; TypeORM is told what `startTransaction` would have noted. */
async function begin(runner: QueryRunner, call: CallContext): Promise<void> {
  const client: PoolClient = await runner.connect();
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  const settings = [asCaller(call.caller), ...asAudited(call)];
  await runInOneTrip(client, [{ statement: BEGIN, values: [] }, ...settings]);
}

/** The next statement fails by itself. */
const ignore = (): void => undefined;

function connectionLost(cause: unknown): StudioError {
  return new StudioError('CONNECTION_LOST', 'the connection was lost during a transaction', {
    retryable: true,
    cause,
  });
}

/** A statement that was given up after `query_timeout` still occupies its connection, and would do so in the pool. */
function isStuck(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Query read timeout');
}

/** Ends a runner's connection, so that the pool makes another; PostgreSQL rolls back what was begun on it. */
async function discard(runner: QueryRunner): Promise<void> {
  const client: PoolClient & { end(): Promise<void> } = await runner.connect();
  await client.end().catch(() => undefined);
}

class TransactionHandle extends ConnectedReading implements Transaction {
  readonly #runner: QueryRunner;
  readonly #options: DatabaseOptions;
  readonly #effects: (() => void | Promise<void>)[] = [];
  readonly #dueJobs: WrittenJob[] = [];
  #hasEvents = false;

  constructor(runner: QueryRunner, call: CallContext, options: DatabaseOptions) {
    super(() => runner.connect(), call, { now: options.clock.now(), log: options.log });
    this.#runner = runner;
    this.#options = options;
  }

  get manager(): EntityManager {
    return this.#runner.manager;
  }

  async emit<Payload extends object>(
    event: EventDefinition<Payload>,
    options: EmitOptions<Payload>,
  ): Promise<void> {
    await insertEvent(this, event, options);
    this.#hasEvents = true;
  }

  async emitAll(emissions: readonly Emission[]): Promise<void> {
    if (emissions.length === 0) return;
    await insertEvents(this, emissions);
    this.#hasEvents = true;
  }

  override async together(
    statements: readonly BoundStatement[],
    emissions: readonly Emission[] = [],
  ): Promise<object[][]> {
    const events = emissions.length > 0 ? [await emitting(this, emissions)] : [];
    const answers = await super.together([...statements, ...events]);
    if (events.length > 0) this.#hasEvents = true;
    return answers.slice(0, statements.length);
  }

  async schedule(job: JobRequest): Promise<void> {
    const inserted = await insertJob(this, this.#options.context, job);
    if (inserted && inserted.dueAt <= this.now) this.#dueJobs.push({ id: inserted.id, kind: job.kind });
  }

  afterCommit(effect: () => void | Promise<void>): void {
    this.#effects.push(effect);
  }

  committed(): void {
    if (this.#hasEvents) this.#options.bells.eventsWritten();
    if (this.#dueJobs.length > 0) this.#options.bells.jobsWritten(this.#options.context, this.#dueJobs);
    for (const effect of this.#effects) {
      Promise.resolve()
        .then(effect)
        .catch((error: unknown) => this.#options.log.warn({ err: error }, 'an effect after commit failed'));
    }
  }
}

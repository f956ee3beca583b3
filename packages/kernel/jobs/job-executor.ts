import { inSpan, untraced } from '@effect-studio/telemetry/tracing';
import { type CallContext, type ContextServices, callContext, systemCaller } from '../context.ts';
import type { Transaction } from '../database.ts';
import { StudioError } from '../errors.ts';
import { jobSeconds } from '../observation/metrics.ts';
import { isUnavailable } from '../process/unavailable.ts';
import { endsWithin } from '../process/within.ts';
import { buryJob } from './bury-job.ts';
import type { JobHandler } from './job-handler.ts';
import { type ClaimedJob, type JobStatements, jobStatements } from './job-statements.ts';
import { scheduleNextTurn } from './recurring.ts';

const DEFAULT_LOCK_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
/** After an attempt that PostgreSQL's absence ended, and between tries to say so. */
const OUTAGE_BACKOFF_MS = 1_000;
/** The longest pause after an attempt that the object store's absence ended. */
const LONGEST_OUTAGE_BACKOFF_MS = 30_000;
/** So often at most an attempt is put down to an outage: what fails then is the job's own doing. */
const MOST_OUTAGES = 200;
/** A job whose process ended so often while it ran is what ends it. */
const MOST_ABANDONED = 12;
/** A kind that nobody has known for so long is gone, and its jobs are given up. */
const UNKNOWN_FOR_MS = 24 * 3_600_000;
/** What runs when the process stops may end by itself for so long, then it is told to. */
const FINISH_MS = 3_000;
/** Having been told, it may put its things away for so long. */
const LEAVE_MS = 2_000;

/** An attempt under way in this process. */
interface Running {
  ctx: CallContext;
  claimed: ClaimedJob;
  ended: Promise<void>;
}

/** Runs single attempts of a context's jobs: claim, handler with a renewed lock, completion, retry or dead letter. */
export class JobExecutor {
  readonly #services: ContextServices;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #statements: JobStatements;
  readonly #shutdown = new AbortController();
  readonly #running = new Set<Running>();
  readonly #wait: (ms: number) => Promise<void>;
  #isStopping = false;

  constructor(
    services: ContextServices,
    handlers: readonly JobHandler[],
    wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {
    this.#wait = wait;
    this.#services = services;
    this.#handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
    this.#statements = jobStatements(services.context);
  }

  /**
   * Begins nothing any more, and ends what runs within five seconds: by itself, or told by its signal. What has
   * not ended then is handed back and offered again at once; its effects are fenced off.
   * @returns false when something was left running
   */
  async stop(): Promise<boolean> {
    this.#isStopping = true;
    const all = (): Promise<unknown> => Promise.all([...this.#running].map(({ ended }) => ended));
    if (await endsWithin(FINISH_MS, all())) return true;
    this.#shutdown.abort();
    if (await endsWithin(LEAVE_MS, all())) return true;
    await Promise.all([...this.#running].map(({ ctx, claimed }) => this.#handBack(ctx, claimed)));
    return false;
  }

  /**
   * Which jobs are this process's: kinds that it knows, and the time before which others count as well. While a new
   * version comes up beside an old one, each leaves the other's kinds alone.
   */
  knownAt(now: Date): [kinds: string[], unknownBefore: Date] {
    return [[...this.#handlers.keys()], new Date(now.getTime() - UNKNOWN_FOR_MS)];
  }

  /** Runs one attempt of one job, unless somebody else has it or it is not due. */
  async run(id: string): Promise<void> {
    if (this.#isStopping) return;
    const asSystem = callContext(this.#services, { caller: systemCaller() });
    const claimed = await asSystem.db.transaction(asSystem, (tx) =>
      tx.maybeOne<ClaimedJob>(this.#statements.claim, [
        id,
        tx.now,
        new Date(tx.now.getTime() + DEFAULT_LOCK_MS),
        ...this.knownAt(tx.now),
      ]),
    );
    if (!claimed) return;
    const ctx = callContext(this.#services, {
      caller: systemCaller(claimed.tenant_id),
      correlationId: claimed.correlation_id,
      causationId: claimed.causation_id,
    });
    const running: Running = { ctx, claimed, ended: this.#traced(ctx, claimed) };
    this.#running.add(running);
    try {
      await running.ended;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Part of the trace of whoever scheduled it. Each turn of what comes again by itself begins a trace, which what it tells goes on with. */
  #traced(ctx: CallContext, claimed: ClaimedJob): Promise<void> {
    const { traceparent, kind, correlation_id: correlationId } = claimed;
    const isTurn = this.#handlers.get(kind)?.everyMs !== undefined;
    if (!traceparent && !isTurn) return untraced(() => this.#attempt(ctx, claimed));
    const attributes = { 'studio.context': ctx.context, 'studio.attempt': attemptOf(claimed) };
    const from = isTurn ? { begins: true } : { parent: traceparent };
    return inSpan(`job ${kind}`, { kind: 'consumer', ...from, correlationId, attributes }, () =>
      this.#attempt(ctx, claimed),
    );
  }

  async #attempt(ctx: CallContext, claimed: ClaimedJob): Promise<void> {
    const handler = this.#handlers.get(claimed.kind);
    const lost = new AbortController();
    const lockMs = handler?.lockMs ?? DEFAULT_LOCK_MS;
    const startedAt = performance.now();
    const observe = (outcome: 'done' | 'failed'): void => {
      const labels = { context: ctx.context, kind: claimed.kind, outcome };
      jobSeconds.observe(labels, (performance.now() - startedAt) / 1_000);
    };
    const renewal = setInterval(() => void this.#renew(ctx, claimed, lockMs, lost), lockMs / 3);
    try {
      if (claimed.abandoned > MOST_ABANDONED) {
        const cause = `its process ended while it ran, ${claimed.abandoned} times`;
        throw new StudioError('JOB_ABANDONED', `${claimed.kind} was not finished: ${cause}`);
      }
      if (!handler) throw new StudioError('JOB_UNKNOWN', `${ctx.context} has no handler for ${claimed.kind}`);
      let isCompleted = false;
      const complete = async (tx: Transaction): Promise<void> => {
        await tx.one(this.#statements.complete, [claimed.id, claimed.attempts]);
        await scheduleNextTurn(tx, handler);
        isCompleted = true;
      };
      await handler.run(ctx, {
        id: claimed.id,
        kind: claimed.kind,
        payload: claimed.payload,
        attempt: attemptOf(claimed),
        maxAttempts: claimed.max_attempts,
        signal: AbortSignal.any([lost.signal, this.#shutdown.signal]),
        complete,
      });
      if (!isCompleted) await ctx.db.transaction(ctx, complete);
      observe('done');
    } catch (error) {
      observe('failed');
      await this.#failed(ctx, claimed, handler, error);
    } finally {
      clearInterval(renewal);
    }
  }

  async #renew(ctx: CallContext, claimed: ClaimedJob, lockMs: number, lost: AbortController): Promise<void> {
    try {
      const kept = await ctx.db.transaction(ctx, (tx) =>
        tx.maybeOne(this.#statements.renew, [
          claimed.id,
          claimed.attempts,
          new Date(tx.now.getTime() + lockMs),
        ]),
      );
      if (!kept) lost.abort();
    } catch (error) {
      ctx.log.warn({ err: error, job: claimed.id }, 'a job lock could not be renewed');
    }
  }

  async #handBack(ctx: CallContext, { id, kind, attempts }: ClaimedJob): Promise<void> {
    ctx.log.info({ job: id, kind }, 'a job is handed back: this process stops');
    await ctx.db
      .transaction(ctx, (tx) => tx.rows(this.#statements.handBack, [id, attempts, tx.now]))
      .catch((error: unknown) => ctx.log.warn({ err: error, job: id }, 'a job could not be handed back'));
  }

  async #failed(
    ctx: CallContext,
    job: ClaimedJob,
    handler: JobHandler | undefined,
    error: unknown,
  ): Promise<void> {
    // It was told to stop, and whatever it said to that is no failure of its own.
    if (this.#shutdown.signal.aborted) return this.#handBack(ctx, job);
    if (isOutage(error) && job.handed_back < MOST_OUTAGES) return this.#forgive(ctx, job, error);
    const message = error instanceof Error ? error.message : String(error);
    const attempt = attemptOf(job);
    ctx.log.warn(
      { err: error, job: job.id, kind: job.kind, attempt, correlationId: job.correlation_id },
      'a job failed',
    );
    const isFinal = (error instanceof StudioError && !error.retryable) || attempt >= job.max_attempts;
    if (isFinal) return buryJob(ctx, job, { handler, error, attempt });
    const backoffMs = FIRST_BACKOFF_MS * 2 ** (attempt - 1);
    await ctx.db.transaction(ctx, (tx) =>
      tx.rows(this.#statements.retry, [
        job.id,
        job.attempts,
        new Date(tx.now.getTime() + backoffMs),
        message,
      ]),
    );
  }

  /** PostgreSQL or the object store went away during the attempt, which therefore was none. Said as soon as it is back, or this process stops. */
  async #forgive(ctx: CallContext, job: ClaimedJob, outage: unknown): Promise<void> {
    const { id, kind, attempts, handed_back } = job;
    ctx.log.warn({ err: outage, job: id, kind }, 'an engine was away; the attempt does not count');
    const pauseMs = Math.min(LONGEST_OUTAGE_BACKOFF_MS, OUTAGE_BACKOFF_MS * 2 ** Math.min(handed_back, 5));
    while (!this.#isStopping) {
      try {
        await ctx.db.transaction(ctx, (tx) => {
          const due = new Date(tx.now.getTime() + pauseMs);
          return tx.rows(this.#statements.forgive, [id, attempts, due]);
        });
        return;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        await this.#wait(OUTAGE_BACKOFF_MS);
      }
    }
  }
}

/** PostgreSQL is away, or the object store is. */
const isOutage = (error: unknown): boolean =>
  isUnavailable(error) ||
  (error instanceof StudioError && error.code === 'STORAGE_FAILED' && error.retryable);

/** Which attempt this is, 1 for the first; attempts that were handed back do not count. */
const attemptOf = ({ attempts, handed_back }: ClaimedJob): number => attempts - handed_back;

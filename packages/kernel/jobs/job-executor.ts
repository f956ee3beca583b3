import { writeDeadLetter } from '../bus/dead-letter.ts';
import { type CallContext, type ContextServices, callContext, systemCaller } from '../context.ts';
import type { Transaction } from '../database.ts';
import { StudioError } from '../errors.ts';
import { jobSeconds } from '../metrics.ts';
import type { JobHandler } from './job-handler.ts';
import { type ClaimedJob, type JobStatements, jobStatements } from './job-statements.ts';

const DEFAULT_LOCK_MS = 15_000;
const FIRST_BACKOFF_MS = 500;

/** Runs single attempts of a context's jobs: claim, handler with a renewed lock, completion, retry or dead letter. */
export class JobExecutor {
  readonly #services: ContextServices;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #statements: JobStatements;
  readonly #shutdown = new AbortController();

  constructor(services: ContextServices, handlers: readonly JobHandler[]) {
    this.#services = services;
    this.#handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
    this.#statements = jobStatements(services.context);
  }

  /** Tells running handlers to stop; what they had is offered again at once. */
  abort(): void {
    this.#shutdown.abort();
  }

  /** Runs one attempt of one job, unless somebody else has it or it is not due. */
  async run(id: string): Promise<void> {
    const asSystem = callContext(this.#services, { caller: systemCaller() });
    const claimed = await asSystem.db.transaction(asSystem, (tx) =>
      tx.maybeOne<ClaimedJob>(this.#statements.claim, [
        id,
        tx.now,
        new Date(tx.now.getTime() + DEFAULT_LOCK_MS),
      ]),
    );
    if (!claimed) return;
    const ctx = callContext(this.#services, {
      caller: systemCaller(claimed.tenant_id),
      correlationId: claimed.correlation_id,
      causationId: claimed.causation_id,
    });
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
      if (!handler) throw new StudioError('JOB_UNKNOWN', `${ctx.context} has no handler for ${claimed.kind}`);
      let isCompleted = false;
      const complete = async (tx: Transaction): Promise<void> => {
        await tx.one(this.#statements.complete, [id, claimed.attempts]);
        isCompleted = true;
      };
      await handler.run(ctx, {
        id,
        kind: claimed.kind,
        payload: claimed.payload,
        attempt: claimed.attempts,
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

  async #failed(
    ctx: CallContext,
    job: ClaimedJob,
    handler: JobHandler | undefined,
    error: unknown,
  ): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    ctx.log.warn(
      { err: error, job: job.id, kind: job.kind, attempt: job.attempts, correlationId: job.correlation_id },
      'a job failed',
    );
    const isFinal = (error instanceof StudioError && !error.retryable) || job.attempts >= job.max_attempts;
    if (!isFinal || this.#shutdown.signal.aborted) {
      const backoffMs = this.#shutdown.signal.aborted ? 0 : FIRST_BACKOFF_MS * 2 ** (job.attempts - 1);
      await ctx.db.transaction(ctx, (tx) =>
        tx.rows(this.#statements.retry, [
          job.id,
          job.attempts,
          new Date(tx.now.getTime() + backoffMs),
          message,
        ]),
      );
      return;
    }
    await ctx.db.transaction(ctx, async (tx) => {
      const ended = await tx.maybeOne(this.#statements.complete, [job.id, job.attempts]);
      if (!ended) return;
      await writeDeadLetter(tx, {
        source: 'job',
        subject: job.kind,
        aggregateId: null,
        position: null,
        causeClass: error instanceof StudioError ? error.code : 'JOB_FAILED',
        error: message,
        payload: job.payload,
        idempotencyKey: job.dedupe_key,
        correlationId: job.correlation_id,
        attempts: job.attempts,
        maxAttempts: job.max_attempts,
        state: 'dead',
      });
      await handler?.onDead?.(
        tx,
        {
          id: job.id,
          kind: job.kind,
          payload: job.payload,
          attempt: job.attempts,
          maxAttempts: job.max_attempts,
        },
        error,
      );
    });
  }
}

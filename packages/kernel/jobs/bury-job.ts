import { writeDeadLetter } from '../bus/dead-letter.ts';
import { triageOf } from '../bus/triage.ts';
import type { CallContext } from '../context.ts';
import { StudioError } from '../errors.ts';
import type { JobHandler } from './job-handler.ts';
import { type ClaimedJob, jobStatements } from './job-statements.ts';
import { scheduleNextTurn } from './recurring.ts';

/** How a job came to its end. */
export interface JobEnd {
  handler: JobHandler | undefined;
  error: unknown;
  /** Which attempt it was, 1 for the first. */
  attempt: number;
}

/** Ends a job that will not be done: a dead letter, `onDead` in the same transaction, and a line for operators. */
export async function buryJob(ctx: CallContext, job: ClaimedJob, end: JobEnd): Promise<void> {
  const { handler, error, attempt } = end;
  const message = error instanceof Error ? error.message : String(error);
  const causeClass = error instanceof StudioError ? error.code : 'JOB_FAILED';
  const { id, kind, payload } = job;
  const isBuried = await ctx.db.transaction(ctx, async (tx) => {
    // Fenced: an attempt that lost its lock buries nothing.
    if (!(await tx.maybeOne(jobStatements(ctx.context).complete, [id, job.attempts]))) return false;
    await writeDeadLetter(tx, {
      source: 'job',
      subject: kind,
      aggregateId: null,
      position: null,
      causeClass,
      error: message,
      payload,
      idempotencyKey: job.dedupe_key,
      correlationId: job.correlation_id,
      attempts: attempt,
      maxAttempts: job.max_attempts,
      state: 'dead',
      triage: triageOf(error),
      // Who was told that it will not happen must not see it happen; what comes again by itself needs no help.
      mayReplayItself: !handler?.onDead && !handler?.everyMs,
    });
    await handler?.onDead?.(tx, { id, kind, payload, attempt, maxAttempts: job.max_attempts }, error);
    await scheduleNextTurn(tx, handler);
    return true;
  });
  if (!isBuried) return;
  await ctx.actionLog.error({
    eventType: 'JOB_DEAD_LETTERED',
    correlationId: job.correlation_id,
    tenantId: job.tenant_id,
    message: `${ctx.context} gave up ${kind}: ${message}`,
    economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 1 },
    operatorAction: {
      classification: 'DEAD_LETTER',
      urgency: 'ACT_TODAY',
      suggestedAction: 'Read the error and mend the cause; replay the letter if its run still waits for it.',
      autoActionTaken: 'Whoever waited for it was told that it will not happen, where somebody waited.',
      escalationChain: ['operator_monitor', 'admin_alert'],
      runbook: 'dead-letters.md',
    },
  });
}

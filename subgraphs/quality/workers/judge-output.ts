import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { toTimestamps } from '@effect-studio/media/media-process';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import { budgetContext } from '@effect-studio/schema/events/shapes';
import { EvaluationEntity } from '../persistence/evaluation.entity.ts';
import { isJudged } from '../persistence/evaluations.repository.ts';
import { isQuarantined } from '../persistence/judge-calibrations.ts';
import { type DeliveredOutput, judgeOutput, type Verdict } from '../use-cases/judge-output.ts';

/** Judges one output and says so; an output that cannot be judged at all is refused. */
export const judgeOutputJob: JobHandler = {
  kind: 'judge-output',
  run: async (ctx, job) => {
    const output = TaskSucceeded.payload.parse(job.payload);
    if (await ctx.db.transaction(ctx, (tx) => isJudged(tx, output.taskId))) return;
    const startedAt = performance.now();
    const verdict = await judgeOutput(ctx, output, job.signal);
    await ctx.db.transaction(ctx, async (tx) => {
      await record(tx, job, output, verdict, performance.now() - startedAt);
      await job.complete(tx);
    });
  },
  onDead: async (tx, job) => {
    const output = TaskSucceeded.payload.parse(job.payload);
    if (await isJudged(tx, output.taskId)) return;
    const rejection = {
      reason: 'NOT_JUDGED',
      humanReadableCause: 'The output could not be judged, although it was tried several times.',
      suggestedAction: 'Nothing needs to be done: another candidate is chosen.',
    };
    await record(tx, job, output, { isAccepted: false, rejection }, 0);
  },
};

async function record(
  tx: Transaction,
  job: { payload: Record<string, unknown> },
  output: DeliveredOutput,
  verdict: Verdict,
  durationMs: number,
): Promise<void> {
  const { taskId, runId, ownerId, role, providerId, workflowId, effectTypeId } = output;
  const judged = { taskId, runId, ownerId, role, providerId, workflowId, effectTypeId };
  await tx.manager.insert(EvaluationEntity, {
    ...judged,
    id: newId(),
    tenantId: tx.call.caller.tenantId,
    // Spread copies: the driver's types want plain records.
    ...(verdict.isAccepted ? { result: { ...verdict.evaluation } } : { rejection: { ...verdict.rejection } }),
    createdAt: tx.now,
    updatedAt: tx.now,
  });
  const envelope = {
    aggregateId: runId,
    idempotencyKey: `quality:${taskId}:judge:v1`,
    // Jobs of before budgets were told apart are of people's runs.
    budgetContext: budgetContext.nullish().parse(job.payload.budgetContext) ?? ('user_run' as const),
  };
  if (!verdict.isAccepted) {
    await tx.emit(OutputRejected, { ...envelope, payload: { ...judged, ...verdict.rejection } });
    return;
  }
  const { evaluation, mediaIntervals } = verdict;
  await tx.emit(QualityEvaluated, {
    ...envelope,
    payload: {
      ...judged,
      quality: evaluation.vector,
      composite: evaluation.composite,
      evaluatorVersion: evaluation.evaluatorVersion,
      ...((await isQuarantined(tx, evaluation.evaluatorVersion)) ? { isQuarantined: true } : {}),
      durationMs,
      mediaIntervals: toTimestamps(mediaIntervals),
    },
  });
}

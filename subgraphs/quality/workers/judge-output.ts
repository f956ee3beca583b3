import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { ModelUse } from '@effect-studio/llm/asking/ask-model';
import { type Purpose, recordUse } from '@effect-studio/llm/asking/record-use';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { toTimestamps } from '@effect-studio/media/ffmpeg/media-process';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import { type BudgetContext, budgetContext } from '@effect-studio/schema/events/shapes';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { judgeVersionOf } from '../domain/judges/judge-question.ts';
import { EvaluationEntity } from '../persistence/evaluation.entity.ts';
import { isJudged } from '../persistence/evaluations.repository.ts';
import { isAdmitted, isQuarantined } from '../persistence/judge-calibrations.ts';
import { weightsInForce, weightsOf } from '../persistence/weights-versions.ts';
import { askSecondOpinion } from '../use-cases/ask-second-opinion.ts';
import {
  type DeliveredOutput,
  judgeOutput,
  type MeasuredOutput,
  type Verdict,
} from '../use-cases/judge-output.ts';

/** What people may choose from: a model looks at these, and not at what is rendered for the platform's own knowledge. */
const SHOWN: ReadonlySet<string> = new Set(['candidate', 'exploration']);

/**
 * Judges one output and says so; an output that cannot be judged at all is refused.
 * @param studioModel null: outputs are only measured
 */
export const judgeOutputJob = (studioModel: StudioModel | null): JobHandler => ({
  kind: 'judge-output',
  run: async (ctx, job) => {
    const output = TaskSucceeded.payload.parse(job.payload);
    const known = await ctx.db.transaction(ctx, async (tx) => ({
      isJudged: await isJudged(tx, output.taskId),
      inForce: await weightsInForce(tx),
      isHeard:
        studioModel !== null &&
        SHOWN.has(output.role) &&
        (await isAdmitted(tx, judgeVersionOf(studioModel.model))),
    }));
    if (known.isJudged) return;
    const startedAt = performance.now();
    const uses: ModelUse[] = [];
    const alsoAsk = async (files: MeasuredOutput, measured: QualityEvaluation) => {
      const asked = await askSecondOpinion(ctx, studioModel!, { output, files, measured }, job.signal);
      uses.push(...asked.uses);
      return asked.evaluation;
    };
    const verdict = await judgeOutput(ctx, output, {
      ...{ weights: weightsOf(known.inForce, output.effectTypeId), signal: job.signal },
      ...(known.isHeard ? { alsoAsk } : {}),
    });
    if (verdict.isAccepted) verdict.evaluation.weightsVersion = known.inForce.version;
    await ctx.db.transaction(ctx, async (tx) => {
      await record(tx, job, output, verdict, performance.now() - startedAt);
      for (const use of uses) await recordUse(tx, use, purposeOf(job, output));
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
});

/** Jobs of before budgets were told apart are of people's runs. */
const budgetOf = (job: { payload: Record<string, unknown> }): BudgetContext =>
  budgetContext.nullish().parse(job.payload.budgetContext) ?? 'user_run';

const purposeOf = (
  job: { payload: Record<string, unknown> },
  { runId, ownerId }: DeliveredOutput,
): Purpose => ({ purpose: 'judge', run: { runId, ownerId }, budgetContext: budgetOf(job) });

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
    budgetContext: budgetOf(job),
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
      weightsVersion: evaluation.weightsVersion ?? 0,
      ...(evaluation.opinion ? { judgeVersion: evaluation.opinion.judgeVersion } : {}),
      ...((await isQuarantined(tx, evaluation.evaluatorVersion)) ? { isQuarantined: true } : {}),
      durationMs,
      mediaIntervals: toTimestamps(mediaIntervals),
    },
  });
}

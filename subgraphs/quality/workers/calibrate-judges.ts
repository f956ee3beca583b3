import type { CallContext } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { recordUse } from '@effect-studio/llm/asking/record-use';
import type { Judge } from '../domain/judges/judge.ts';
import { JudgeSilent, type ModelJudge } from '../judges/model-judge.ts';
import { anythingJudged } from '../persistence/evaluations.repository.ts';
import { admissionOf, judgeStandings, keepCalibration } from '../persistence/judge-calibrations.ts';
import { type Calibration, calibrateJudge } from '../use-cases/calibrate-judge.ts';

const EVERY_MS = 600_000;
/** A version is looked at again after so long: the machine's ffmpeg may be another by then. */
const AGAIN_MS = 24 * 3_600_000;

/** The judges that are in use now, as this call may ask them. */
export type JudgesOf = (ctx: CallContext) => readonly (Judge | ModelJudge)[];

/**
 * Looks whether judges may be believed: each version as soon as something was judged, and once a day. Those that fail are
 * quarantined and operators are told; they come back by passing.
 * A model that gives no answer is looked at again with the next turn; what it used up is booked to the platform.
 */
export const calibrateJudges = (judgesOf: JudgesOf): JobHandler => ({
  kind: 'calibrate-judges',
  everyMs: EVERY_MS,
  run: async (ctx, job) => {
    const { isIdle, standings, now } = await ctx.db.transaction(ctx, async (tx) => ({
      // The first start of a studio has other things to do.
      isIdle: !(await anythingJudged(tx)),
      standings: await judgeStandings(tx),
      now: tx.now,
    }));
    if (isIdle) return;
    for (const judge of judgesOf(ctx)) {
      const last = standings.find(({ version }) => version === judge.version);
      if (last && now.getTime() - last.checkedAt.getTime() < AGAIN_MS) continue;
      const admitted = await ctx.db.transaction(ctx, (tx) => admissionOf(tx, judge.version));
      const calibration = await answersOf(ctx, judge, admitted, job.signal);
      if (!calibration) continue;
      await ctx.db.transaction(ctx, (tx) => keepCalibration(tx, judge, calibration));
      if (calibration.standing === 'QUARANTINED') await warn(ctx, judge, calibration);
    }
  },
});

/** Null: a model fell silent in the middle, and nothing is known. */
async function answersOf(
  ctx: CallContext,
  judge: Judge | ModelJudge,
  admitted: Calibration['ladders'] | null,
  signal: AbortSignal,
): Promise<Calibration | null> {
  try {
    return await calibrateJudge(judge, admitted, signal);
  } catch (error) {
    if (error instanceof JudgeSilent) return null;
    throw error;
  } finally {
    await bookUses(ctx, judge);
  }
}

/** Answers of no use were paid for, too. */
async function bookUses(ctx: CallContext, judge: Judge | ModelJudge): Promise<void> {
  const uses = 'takeUses' in judge ? judge.takeUses() : [];
  if (uses.length === 0) return;
  const upkeep = { purpose: 'judge', run: null, budgetContext: 'system_test' } as const;
  await ctx.db.transaction(ctx, async (tx) => {
    for (const use of uses) await recordUse(tx, use, upkeep);
  });
}

function warn(ctx: CallContext, judge: Judge, { reasons }: Calibration): Promise<void> {
  return ctx.actionLog.warn({
    eventType: 'JUDGE_QUARANTINED',
    correlationId: ctx.correlationId,
    message: `The judge ${judge.version} does not pass on the golden set: ${reasons.join(' ')}`,
    economicImpact: { type: 'QUALITY_DEGRADATION', estimatedCostNanoUsd: null, affectedJobs: 0 },
    operatorAction: {
      classification: 'JUDGE_QUARANTINED',
      urgency: 'ACT_TODAY',
      suggestedAction:
        'Compare the figures of `judges` with those of before; look whether ffmpeg was replaced.',
      autoActionTaken:
        judge.kind === 'model'
          ? 'It is not asked about outputs until it passes.'
          : 'Its scores still rank candidates of one run, and no longer teach routing.',
      escalationChain: ['operator_monitor'],
      runbook: 'judge-quarantined.md',
    },
  });
}

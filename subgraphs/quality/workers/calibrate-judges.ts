import type { CallContext } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { Judge } from '../domain/judge.ts';
import { anythingJudged } from '../persistence/evaluations.repository.ts';
import { admissionOf, judgeStandings, keepCalibration } from '../persistence/judge-calibrations.ts';
import { type Calibration, calibrateJudge } from '../use-cases/calibrate-judge.ts';

const EVERY_MS = 600_000;
/** A version is looked at again after so long: the machine's ffmpeg may be another by then. */
const AGAIN_MS = 24 * 3_600_000;

/**
 * Looks whether judges may be believed: each version as soon as something was judged, and once a day. Those that fail are
 * quarantined and operators are told; they come back by passing.
 * @param judgesOf those that are in use now
 */
export const calibrateJudges = (judgesOf: () => readonly Judge[]): JobHandler => ({
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
    for (const judge of judgesOf()) {
      const last = standings.find(({ version }) => version === judge.version);
      if (last && now.getTime() - last.checkedAt.getTime() < AGAIN_MS) continue;
      const admitted = await ctx.db.transaction(ctx, (tx) => admissionOf(tx, judge.version));
      const calibration = await calibrateJudge(judge, admitted, job.signal);
      await ctx.db.transaction(ctx, (tx) => keepCalibration(tx, judge, calibration));
      if (calibration.standing === 'QUARANTINED') await warn(ctx, judge, calibration);
    }
  },
});

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
      autoActionTaken: 'Its scores still rank candidates of one run, and no longer teach routing.',
      escalationChain: ['operator_monitor'],
      runbook: 'judge-quarantined.md',
    },
  });
}

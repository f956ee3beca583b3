import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { learnWeights } from '../domain/preferences/preference-weights.ts';
import { preferencesOf } from '../domain/preferences/preferences.ts';
import { newestDecisions } from '../persistence/decisions.ts';
import { addWeightsVersion, weightsVersions } from '../persistence/weights-versions.ts';

const EVERY_MS = 24 * 3_600_000;
/** So many new decisions are worth another look; looking daily at the same ones would find luck in the end. */
const NEW_DECISIONS = 20;

/** Looks once a day whether people's decisions say other weights than those made by hand, and proposes them if so. */
export const learnWeightsJob: JobHandler = {
  kind: 'learn-weights',
  everyMs: EVERY_MS,
  run: async (ctx) => {
    const { decisions, newest } = await ctx.db.transaction(ctx, async (tx) => ({
      decisions: await newestDecisions(tx),
      newest: (await weightsVersions(tx))[0],
    }));
    const learnt = learnWeights(preferencesOf(decisions));
    if (!learnt || learnt.decisions < (newest?.evidence?.decisions ?? 0) + NEW_DECISIONS) return;
    await ctx.db.transaction(ctx, (tx) => addWeightsVersion(tx, learnt));
  },
};

import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { askModel } from '@effect-studio/llm/asking/ask-model';
import { recordUse } from '@effect-studio/llm/asking/record-use';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { budgetContext as budgetContextSchema } from '@effect-studio/schema/events/shapes';
import {
  acceptRefinement,
  REFINEMENT_SYSTEM,
  REFINEMENT_VERSION,
  refinementAnswer,
  refinementText,
} from '../domain/refinement.ts';
import type { VariantRow } from '../persistence/prompt-row.ts';
import { READ_WISH, REFINE_VARIANT, VARIANTS_OF_RUNS } from '../persistence/prompt-statements.ts';
import { announcePrompts } from '../use-cases/announce-prompts.ts';

const MOST_OUTPUT_TOKENS = 2_000;
const budgetOf = (payload: Record<string, unknown>) => budgetContextSchema.parse(payload.budgetContext);

interface Wish {
  ownerId: string;
  wish: string;
  dominantStyle: string;
  isGenerated: boolean;
}

/**
 * Has a model refine the prompts of a run, and announces them: refined where its answer holds, as the templates gave them
 * otherwise, also when no attempt is left.
 */
export const refinePrompts = (studio: StudioModel | null): JobHandler => ({
  kind: 'refine-prompts',
  run: async (ctx, job) => {
    const runId = String(job.payload.runId);
    const budgetContext = budgetOf(job.payload);
    const known = await ctx.db.transaction(ctx, async (tx) => ({
      wish: await tx.maybeOne<Wish>(READ_WISH, [runId]),
      variants: await tx.rows<VariantRow>(VARIANTS_OF_RUNS, [[runId]]),
    }));
    const { wish, variants } = known;
    if (!wish || wish.isGenerated) return;
    // The model was there when the job was written; without it the templates' own words are announced.
    const asked = studio
      ? await askModel(
          ctx,
          studio,
          {
            system: REFINEMENT_SYSTEM,
            text: refinementText(wish.wish, wish.dominantStyle, variants),
            pictures: [],
            schema: refinementAnswer,
            maxOutputTokens: MOST_OUTPUT_TOKENS,
            signal: job.signal,
          },
          {
            personId: wish.ownerId,
            what: `The prompts of the run ${runId} are not refined`,
            instead: 'The prompts are those of the templates.',
          },
        )
      : null;
    const refinedBy =
      studio && `${studio.model.providerId}/${studio.model.model}/prompt-${REFINEMENT_VERSION}`;
    await ctx.db.transaction(ctx, async (tx) => {
      for (const [ordinal, variant] of variants.entries()) {
        const answered = asked?.value?.variants.find((one) => one.ordinal === ordinal);
        const { variant: refined, verdict } = acceptRefinement(variant, wish.wish, answered);
        await tx.rows(REFINE_VARIANT, [
          variant.id,
          refined.text,
          JSON.stringify(refined.parameters),
          verdict === 'PASSED' ? refinedBy : null,
          asked?.unanswered ?? verdict,
          tx.now,
        ]);
      }
      if (asked?.use)
        await recordUse(tx, asked.use, {
          ...{ purpose: 'prompts', budgetContext },
          run: { runId, ownerId: wish.ownerId },
        });
      await announcePrompts(tx, runId, budgetContext);
      await job.complete(tx);
    });
  },
  onDead: (tx, job) => announcePrompts(tx, String(job.payload.runId), budgetOf(job.payload)),
});

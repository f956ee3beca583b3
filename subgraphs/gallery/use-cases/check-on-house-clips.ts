import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { PreviewRequested } from '@effect-studio/schema/events/gallery';
import { HOUSE_CLIPS_TRIED, triedAs } from '../domain/house-check.ts';
import type { RevisionContent } from '../domain/revision.ts';
import { candidatesOf } from '../persistence/candidate-rows.ts';
import { beginHouseCheck } from '../persistence/house-check-rows.ts';
import { askEffectType, type EffectTypeFacts } from './ask-graph.ts';

/**
 * Has what a result would pin rendered on three clips of the house, by the path of people's runs and in the platform's budget,
 * so that a reviewer sees whether it does for other clips what it did for this one. The same state is tried once.
 * @param complete ends the job in the transaction that asks for the renders
 * @throws StudioError `EFFECT_TYPE_GONE` (not retryable); `GRAPH_FAILED` (retryable)
 */
export async function checkOnHouseClips(
  ctx: CallContext,
  runId: string,
  complete: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const content = (await ctx.db.transaction(ctx, (tx) => candidatesOf(tx, [runId]))).get(runId);
  if (!content) return ctx.db.transaction(ctx, complete);
  const effectType = await askEffectType(ctx, content.effectTypeId);
  if (!effectType)
    throw new StudioError('EFFECT_TYPE_GONE', `there is no effect type ${content.effectTypeId}`);
  await ctx.db.transaction(ctx, async (tx) => {
    for (let clip = 0; clip < HOUSE_CLIPS_TRIED; clip += 1) await begin(tx, runId, content, effectType, clip);
    await complete(tx);
  });
}

async function begin(
  tx: Transaction,
  runId: string,
  content: RevisionContent,
  { title, rateCardVersion }: EffectTypeFacts,
  clip: number,
): Promise<void> {
  const { effectTypeId, styleDescriptor, promptVariant, workflows } = content;
  const checkRunId = newId();
  const revisionId = triedAs(content);
  if (!(await beginHouseCheck(tx, { checkRunId, runId, revisionId, clip }))) return;
  await tx.emit(PreviewRequested, {
    aggregateId: checkRunId,
    payload: {
      previewRunId: checkRunId,
      effectId: runId,
      revisionId,
      // The run is the platform's, and stays when its creator is forgotten: no words of theirs go with it.
      title,
      effectTypeId,
      styleDescriptor,
      promptVariant: { ...promptVariant, text: '' },
      workflows: [...workflows],
      houseClip: clip,
      rateCardVersion,
    },
    idempotencyKey: `gallery:${checkRunId}:house-check:v1`,
    budgetContext: 'system_test',
  });
}

import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { PreviewRequested } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import type { RevisionContent } from '../domain/revision.ts';

/**
 * There is nothing that may be shown: the effect is put on a clip of the house, in the platform's own budget.
 * @param occasion tells this request from an earlier one for the same effect
 */
export async function requestPreview(
  tx: Transaction,
  {
    id: effectId,
    revisionId,
    title,
    effectTypeId,
  }: Pick<Effect, 'id' | 'revisionId' | 'title' | 'effectTypeId'>,
  { styleDescriptor, promptVariant, workflows }: RevisionContent,
  { rateCardVersion, occasion }: { rateCardVersion: number; occasion: string },
): Promise<void> {
  const previewRunId = newId();
  const pinned = { effectTypeId, styleDescriptor, promptVariant, workflows: [...workflows] };
  await tx.emit(PreviewRequested, {
    aggregateId: previewRunId,
    payload: { previewRunId, effectId, revisionId, title, ...pinned, rateCardVersion },
    idempotencyKey: `gallery:${effectId}:${occasion}:v1`,
    budgetContext: 'system_test',
  });
}

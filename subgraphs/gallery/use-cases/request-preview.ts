import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { PreviewRequested } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import type { RevisionContent } from '../domain/revision.ts';

/**
 * There is nothing that may be shown: the effect is put on a clip of the house, in the platform's own budget. The run is the
 * platform's, and stays when the effect's creator is forgotten: no words of theirs go with it.
 * @param title of the kind of effect
 * @param occasion tells this request from an earlier one for the same effect
 */
export async function requestPreview(
  tx: Transaction,
  { id: effectId, revisionId, effectTypeId }: Pick<Effect, 'id' | 'revisionId' | 'effectTypeId'>,
  { styleDescriptor, promptVariant, workflows }: RevisionContent,
  { title, rateCardVersion, occasion }: { title: string; rateCardVersion: number; occasion: string },
): Promise<void> {
  const previewRunId = newId();
  const wordless = { ...promptVariant, text: '' };
  const pinned = { effectTypeId, styleDescriptor, promptVariant: wordless, workflows: [...workflows] };
  await tx.emit(PreviewRequested, {
    aggregateId: previewRunId,
    payload: { previewRunId, effectId, revisionId, title, ...pinned, rateCardVersion },
    idempotencyKey: `gallery:${effectId}:${occasion}:v1`,
    budgetContext: 'system_test',
  });
}

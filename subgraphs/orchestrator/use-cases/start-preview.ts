import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { PreviewRequested } from '@effect-studio/schema/events/gallery';
import { pickHouseClip } from '../domain/plan/pick-house-clip.ts';
import { newRun } from '../domain/saga/run-saga.ts';
import { readHouseClips } from '../persistence/clips.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { beginRun } from './begin-run.ts';

/**
 * Puts a published effect on a clip of the house, in the platform's own budget. The same preview is started once.
 * @throws StudioError `NO_HOUSE_CLIP` (retryable) while the studio's own clips are not there yet
 */
export async function startPreview(
  tx: Transaction,
  wanted: PayloadOf<typeof PreviewRequested>,
): Promise<void> {
  const { previewRunId: runId, effectId, revisionId, effectTypeId, styleDescriptor, workflows } = wanted;
  if (await lockRun(tx, runId)) return;
  const clips = await readHouseClips(tx);
  const { houseClip } = wanted;
  const clip = houseClip === undefined ? pickHouseClip(runId, clips) : clips[houseClip % clips.length];
  if (!clip)
    throw new StudioError('NO_HOUSE_CLIP', 'a preview needs a clip of the house', { retryable: true });
  const run = newRun({
    runId,
    ownerId: SYSTEM_SUBJECT_ID,
    tenantId: tx.call.caller.tenantId,
    correlationId: tx.call.correlationId,
    wish: wanted.title,
    exampleVideoId: null,
    footageVideoId: clip.videoId,
    quote: { amountTokens: 0, rateCardVersion: wanted.rateCardVersion },
    consentPublicPreview: false,
    budgetContext: 'system_test',
    effectInUse: { effectId, revisionId, effectTypeId, styleDescriptor, workflows },
    at: tx.now,
  });
  const variants = [{ ...wanted.promptVariant, effectTypeId }];
  await beginRun(tx, { ...run, variants, footageKey: clip.proxyKey });
}

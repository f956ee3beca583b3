import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { EffectPublished, PreviewRequested } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import { type RevisionContent, revisionContent } from '../domain/revision.ts';
import { freeSlug, slugBase } from '../domain/slug.ts';
import { titleFromWish } from '../domain/title.ts';
import { insertEffect, slugsLike } from '../persistence/effect-rows.ts';
import {
  endPublication,
  findPublication,
  lockPublication,
  type Publication,
} from '../persistence/publication-rows.ts';
import { pinRevision, storeRevision } from '../persistence/revision-rows.ts';
import { LOCK_SLUG } from '../persistence/sql/lock-slug.ts';
import { askEffectType, askIsHouseClip, type EffectTypeFacts } from './ask-graph.ts';

/**
 * Publishes the approved result of a run: effect, revision, pin and event in one transaction, once.
 * @param complete ends the job in that transaction
 * @throws StudioError `EFFECT_TYPE_GONE` (not retryable); `GRAPH_FAILED` (retryable)
 */
export async function publishEffect(
  ctx: CallContext,
  runId: string,
  complete: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const publication = await ctx.db.transaction(ctx, (tx) => findPublication(tx, runId));
  if (publication?.status !== 'PENDING') return;
  const { submission } = publication;
  const effectType = await askEffectType(ctx, submission.effectTypeId);
  if (!effectType) {
    throw new StudioError('EFFECT_TYPE_GONE', `there is no effect type ${submission.effectTypeId}`);
  }
  // The creator's own footage becomes public only by their word; the studio's clips are public anyway.
  const isPreviewPublic =
    submission.consentPublicPreview || (await askIsHouseClip(ctx, submission.footageVideoId));
  await ctx.db.transaction(ctx, async (tx) => {
    const locked = await lockPublication(tx, runId);
    if (locked?.status === 'PENDING') {
      await write(tx, locked, effectType, isPreviewPublic ? submission.outputKey : null);
    }
    await complete(tx);
  });
}

async function write(
  tx: Transaction,
  publication: Publication,
  effectType: EffectTypeFacts,
  previewKey: string | null,
): Promise<void> {
  const { runId, ownerId, approvedBy, submission } = publication;
  const title = titleFromWish(submission.wish, effectType.title);
  const content = revisionContent(submission);
  const effect: Effect = {
    id: newId(),
    ownerId,
    runId,
    slug: await takeSlug(tx, slugBase(title, effectType.id)),
    title,
    description: effectType.description,
    effectTypeId: effectType.id,
    priceTokens: effectType.priceTokens,
    isPublished: true,
    revisionId: await storeRevision(tx, content, approvedBy),
    previewKey,
    publishedAt: tx.now,
    useCount: 0,
  };
  await insertEffect(tx, effect, approvedBy);
  await pinRevision(tx, effect.id, effect.revisionId, approvedBy);
  await endPublication(tx, runId, { effectId: effect.id });
  const { id: effectId, revisionId, slug, priceTokens, effectTypeId } = effect;
  await tx.emit(EffectPublished, {
    aggregateId: runId,
    payload: { effectId, revisionId, runId, ownerId, slug, title, effectTypeId, priceTokens },
    idempotencyKey: `gallery:${runId}:publish:v1`,
  });
  if (previewKey === null) await requestPreview(tx, effect, content, effectType.rateCardVersion);
}

/** There is nothing that may be shown: the effect is put on a clip of the house, in the platform's own budget. */
async function requestPreview(
  tx: Transaction,
  { id: effectId, revisionId, title, effectTypeId }: Effect,
  { styleDescriptor, promptVariant, workflows }: RevisionContent,
  rateCardVersion: number,
): Promise<void> {
  const previewRunId = newId();
  const pinned = { effectTypeId, styleDescriptor, promptVariant, workflows: [...workflows] };
  await tx.emit(PreviewRequested, {
    aggregateId: previewRunId,
    payload: { previewRunId, effectId, revisionId, title, ...pinned, rateCardVersion },
    idempotencyKey: `gallery:${effectId}:preview:v1`,
    budgetContext: 'system_test',
  });
}

async function takeSlug(tx: Transaction, base: string): Promise<string> {
  await tx.rows(LOCK_SLUG, [tx.call.caller.tenantId, base]);
  return freeSlug(base, await slugsLike(tx, base));
}

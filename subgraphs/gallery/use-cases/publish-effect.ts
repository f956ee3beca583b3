import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { EffectPublished } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import { revisionContent } from '../domain/revision.ts';
import { slugBase } from '../domain/slug.ts';
import { categoryOfType, tagsOfStyle } from '../domain/style-taxonomy.ts';
import { titleFromWish } from '../domain/title.ts';
import { insertEffect, lockEffectOfRuns, type NewEffect, putInForce } from '../persistence/effect-rows.ts';
import {
  endPublication,
  findPublication,
  lockPublication,
  type Publication,
} from '../persistence/publication-rows.ts';
import { lastPinOf, pinRevision, storeRevision } from '../persistence/revision-rows.ts';
import { askEarlierRuns, askEffectType, askFootage, type EffectTypeFacts } from './ask-graph.ts';
import { requestPreview } from './request-preview.ts';
import { takeSlug } from './take-slug.ts';

/** What publishing was told by others before its transaction. */
interface Facts {
  effectType: EffectTypeFacts;
  /** Object that anyone may see, or null. */
  previewKey: string | null;
  /** The clip of the house that it shows the effect on, from beginning to end; null for other footage. */
  footageVideoId: string | null;
  /** Runs whose candidate the approved one renders anew. */
  earlierRunIds: readonly string[];
}

/**
 * Publishes the approved result of a run: effect, revision, pin and event in one transaction, once. What renders a published
 * effect of the same creator anew becomes the next revision of that effect.
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
  const [effectType, earlierRunIds, footage] = await Promise.all([
    askEffectType(ctx, submission.effectTypeId),
    askEarlierRuns(ctx, runId),
    askFootage(ctx, submission.footageVideoId, runId),
  ]);
  if (!effectType) {
    throw new StudioError('EFFECT_TYPE_GONE', `there is no effect type ${submission.effectTypeId}`);
  }
  // The creator's own footage becomes public only by their word; the studio's clips are public anyway.
  const isPreviewPublic = submission.consentPublicPreview || footage.isHouseClip;
  const facts: Facts = {
    effectType,
    earlierRunIds,
    previewKey: isPreviewPublic ? submission.outputKey : null,
    footageVideoId: footage.isHouseClip && footage.isWhole ? submission.footageVideoId : null,
  };
  await ctx.db.transaction(ctx, async (tx) => {
    const locked = await lockPublication(tx, runId);
    if (locked?.status === 'PENDING') await write(tx, locked, facts);
    await complete(tx);
  });
}

async function write(tx: Transaction, publication: Publication, facts: Facts): Promise<void> {
  const { runId, ownerId, approvedBy, submission } = publication;
  const { effectType, earlierRunIds } = facts;
  const content = revisionContent(submission);
  const revisionId = await storeRevision(tx, content, approvedBy);
  const known = await lockEffectOfRuns(tx, earlierRunIds, ownerId, effectType.id);
  const effect = known
    ? await revise(tx, known, publication, facts, revisionId)
    : await list(tx, publication, facts, revisionId);
  await endPublication(tx, runId, { effectId: effect.id });
  const { id: effectId, slug, title, priceTokens } = effect;
  await tx.emit(EffectPublished, {
    aggregateId: runId,
    payload: { effectId, revisionId, runId, ownerId, slug, title, effectTypeId: effectType.id, priceTokens },
    idempotencyKey: `gallery:${runId}:publish:v1`,
  });
  if (effect.previewKey === null) {
    // The first has the key that releases before this one gave it.
    const occasion = known ? `preview-${runId}` : 'preview';
    await requestPreview(tx, effect, content, { ...effectType, occasion });
  }
}

/** A new effect, with its first revision. */
async function list(
  tx: Transaction,
  { runId, ownerId, approvedBy, submission }: Publication,
  { effectType, previewKey, footageVideoId }: Facts,
  revisionId: string,
): Promise<NewEffect> {
  const title = titleFromWish(submission.wish, effectType.title);
  const effect: NewEffect = {
    id: newId(),
    ownerId,
    runId,
    slug: await takeSlug(tx, slugBase(title, effectType.id)),
    title,
    description: effectType.description,
    effectTypeId: effectType.id,
    priceTokens: effectType.priceTokens,
    isPublished: true,
    revisionId,
    previewKey,
    publishedAt: tx.now,
    useCount: 0,
    categoryId: categoryOfType(effectType.id),
    tags: tagsOfStyle(submission.styleDescriptor),
  };
  await insertEffect(tx, effect, approvedBy);
  const { id: effectId } = effect;
  const pin = { effectId, revisionId, pinnedBy: approvedBy, previewKey, footageVideoId };
  await pinRevision(tx, { ...pin, runId, reason: null });
  return effect;
}

/** The next revision of an effect that is there; its slug, title and uses stay. */
async function revise(
  tx: Transaction,
  effect: Effect,
  { runId, approvedBy }: Publication,
  facts: Facts,
  revisionId: string,
): Promise<Effect> {
  const { id: effectId } = effect;
  const { priceTokens } = facts.effectType;
  const previewKey = facts.previewKey ?? (await lastPinOf(tx, effectId, revisionId))?.previewKey ?? null;
  const pin = {
    effectId,
    revisionId,
    pinnedBy: approvedBy,
    previewKey,
    footageVideoId: facts.footageVideoId,
  };
  await pinRevision(tx, { ...pin, runId, reason: null });
  await putInForce(tx, effectId, { revisionId, previewKey, priceTokens });
  return { ...effect, revisionId, previewKey, priceTokens };
}

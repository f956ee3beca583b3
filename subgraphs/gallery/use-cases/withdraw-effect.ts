import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidState, type NotFound, notFound, problem } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { EffectRepublished } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import { mayShowAgain, mayWithdraw } from '../domain/standing.ts';
import { hideFootage, lockEffect, putBack } from '../persistence/effect-rows.ts';
import { findRevision } from '../persistence/revision-rows.ts';
import { askEffectType, type EffectTypeFacts } from './ask-graph.ts';
import { requestPreview } from './request-preview.ts';
import { returnToTheEdge } from './return-to-the-edge.ts';
import { takeOut } from './take-out.ts';

export type OwnEffectAnswer = { id: string } | NotFound | InvalidState | IdempotencyConflict;

const REASON = 'Its creator does not want it shown any more.';

/** Takes an effect of the caller's own out of the gallery, without anybody's leave. They can have it shown again. */
export function withdrawEffect(
  ctx: CallContext,
  { effectId, idempotencyKey }: { effectId: string; idempotencyKey: string },
): Promise<OwnEffectAnswer> {
  return ofCreator(
    ctx,
    { operation: 'withdrawEffect', effectId, key: idempotencyKey, wish: {} },
    async (tx, effect) => {
      const { ownerId } = effect;
      if (!mayWithdraw(effect, ownerId)) {
        return unfit(effect.id, 'This effect is not in the gallery.', 'Nothing to do: nobody sees it.');
      }
      await takeOut(tx, effect, { unpublishedBy: ownerId, reason: REASON, takenOutBy: 'CREATOR' });
      return { id: effect.id };
    },
  );
}

export interface ShowEffectAgain {
  effectId: string;
  /** Whether what was seen on the creator's own footage may be seen again; otherwise a clip of the house takes its place. */
  consentPublicPreview: boolean;
  idempotencyKey: string;
}

/** Puts an effect that the caller withdrew back into the gallery, as it was approved. */
export async function showEffectAgain(
  ctx: CallContext,
  { effectId, consentPublicPreview, idempotencyKey }: ShowEffectAgain,
): Promise<OwnEffectAnswer> {
  const command = {
    operation: 'showEffectAgain',
    effectId,
    key: idempotencyKey,
    wish: { consentPublicPreview },
  };
  // Asked before the transaction, which must not wait for the network.
  const effectType = consentPublicPreview ? null : await typeOf(ctx, effectId);
  return ofCreator(ctx, command, async (tx, effect) => {
    const { id, ownerId } = effect;
    if (!mayShowAgain(effect, ownerId)) {
      const cause = effect.isPublished
        ? 'This effect is in the gallery.'
        : 'The studio took this effect out, and only the studio can bring it back.';
      return unfit(id, cause, 'Write to the studio when you think that it should be shown.');
    }
    await putBack(tx, id);
    if (effectType && (await hideFootage(tx, id))) await showOnHouseClip(tx, effect, effectType);
    await returnToTheEdge(tx, id);
    await sayRepublished(tx, effect, { republishedBy: ownerId, reason: null });
    return { id };
  });
}

/** Tells that a locked effect is in the gallery again. */
export async function sayRepublished(
  tx: Transaction,
  { id: effectId, runId, ownerId, slug, title, revisionId }: Effect,
  { republishedBy, reason }: { republishedBy: string; reason: string | null },
): Promise<void> {
  await tx.emit(EffectRepublished, {
    aggregateId: effectId,
    payload: { effectId, runId, ownerId, slug, title, revisionId, republishedBy, reason },
  });
}

/** Kind of an effect that is on the caller's mind; null where there is none. */
async function typeOf(ctx: CallContext, effectId: string): Promise<EffectTypeFacts | null> {
  if (!isId(effectId)) return null;
  const platform = asPlatform(ctx);
  const effect = await platform.db.transaction(platform, (tx) => lockEffect(tx, effectId));
  return effect && askEffectType(platform, effect.effectTypeId);
}

async function showOnHouseClip(tx: Transaction, effect: Effect, effectType: EffectTypeFacts): Promise<void> {
  const revision = await findRevision(tx, effect.revisionId);
  if (!revision) return;
  const occasion = `shown-again-${tx.now.getTime()}`;
  await requestPreview(tx, effect, revision.content, { ...effectType, occasion });
}

/** Only the platform writes; what the creator may have it write is checked here and by the rules of the domain. */
const asPlatform = (ctx: CallContext): CallContext =>
  callContext(ctx, {
    caller: systemCaller(ctx.caller.tenantId),
    correlationId: ctx.correlationId,
    causationId: ctx.causationId,
  });

function ofCreator(
  ctx: CallContext,
  { operation, effectId, key, wish }: { operation: string; effectId: string; key: string; wish: object },
  work: (tx: Transaction, effect: Effect) => Promise<{ id: string } | InvalidState>,
): Promise<OwnEffectAnswer> {
  const { subjectId } = ctx.caller;
  const command = { operation, key, payload: { effectId, ...wish }, subjectId };
  return idempotent<{ id: string } | NotFound | InvalidState>(asPlatform(ctx), command, async (tx) => {
    const effect = isId(effectId) ? await lockEffect(tx, effectId) : null;
    return effect && effect.ownerId === subjectId ? work(tx, effect) : notFound('effect', effectId);
  });
}

function unfit(instance: string, humanReadableCause: string, suggestedAction: string): InvalidState {
  return problem('InvalidState', {
    title: 'Not possible now',
    status: 409,
    humanReadableCause,
    suggestedAction,
    instance,
  });
}

import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
  StudioError,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { EffectRolledBack } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import { lockEffect, putInForce } from '../persistence/effect-rows.ts';
import { lastPinOf, pinRevision } from '../persistence/revision-rows.ts';

export interface RollBackEffect {
  effectId: string;
  revisionId: string;
  reason: string;
  idempotencyKey: string;
}

/**
 * Puts an earlier revision of a published effect in force again, with what was to be seen of it. Runs that have begun go on
 * with the revision that they began with.
 */
export async function rollBackEffect(
  ctx: CallContext,
  { idempotencyKey, ...payload }: RollBackEffect,
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { effectId, revisionId, reason } = payload;
  if (reason.trim() === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the effect goes back.');
  }
  if (!isId(effectId)) return notFound('effect', effectId);
  const command = { operation: 'rollBackEffect', key: idempotencyKey, payload };
  return idempotent(ctx, command, async (tx) => {
    const effect = await lockEffect(tx, effectId);
    if (!effect) return notFound('effect', effectId);
    const pinned = await lastPinOf(tx, effectId, revisionId);
    if (!pinned) return notFound('revision of this effect', revisionId);
    if (!effect.isPublished) return unfit(effectId, 'This effect is not in the gallery.', 'Reload the list.');
    if (effect.revisionId === revisionId) {
      return unfit(effectId, 'This revision is in force already.', 'Choose another one.');
    }
    await goBack(tx, effect, { revisionId, reason, previewKey: pinned.previewKey });
    return { id: effectId };
  });
}

async function goBack(
  tx: Transaction,
  effect: Effect,
  { revisionId, reason, previewKey }: { revisionId: string; reason: string; previewKey: string | null },
): Promise<void> {
  const { id: effectId, runId, ownerId, title } = effect;
  const { subjectId: rolledBackBy } = tx.call.caller;
  if (!rolledBackBy) throw new StudioError('NO_REVIEWER', 'rolling back needs somebody who decides');
  await pinRevision(tx, { effectId, revisionId, pinnedBy: rolledBackBy, previewKey, runId: null, reason });
  await putInForce(tx, effectId, { revisionId, previewKey, priceTokens: null });
  await tx.emit(EffectRolledBack, {
    aggregateId: effectId,
    payload: { effectId, runId, ownerId, title, revisionId, from: effect.revisionId, rolledBackBy, reason },
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

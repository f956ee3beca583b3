import type { CallContext } from '@effect-studio/kernel/context';
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
import type { Effect } from '../domain/effect.ts';
import { mayRepublish } from '../domain/standing.ts';
import { lockEffect, putBack } from '../persistence/effect-rows.ts';
import { returnToTheEdge } from './return-to-the-edge.ts';
import { sayRepublished } from './withdraw-effect.ts';

/** Puts an effect that the studio took out back into the gallery: its takedown was a mistake, or its cause is gone. */
export async function republishEffect(
  ctx: CallContext,
  command: { effectId: string; reason: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { effectId, idempotencyKey } = command;
  const reason = command.reason.trim();
  if (reason === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the effect comes back.');
  }
  if (!isId(effectId)) return notFound('effect', effectId);
  const payload = { effectId, reason };
  return idempotent(ctx, { operation: 'republishEffect', key: idempotencyKey, payload }, async (tx) => {
    const effect = await lockEffect(tx, effectId);
    if (!effect) return notFound('effect', effectId);
    if (!mayRepublish(effect)) return unfit(effect);
    const { subjectId } = ctx.caller;
    if (!subjectId) throw new StudioError('NO_REVIEWER', 'publishing again needs somebody who decides');
    await putBack(tx, effectId);
    await returnToTheEdge(tx, effectId);
    await sayRepublished(tx, effect, { republishedBy: subjectId, reason });
    return { id: effectId };
  });
}

const CAUSES = {
  CREATOR: 'Its creator does not want this effect shown; only they can have it shown again.',
  ERASURE: 'Its creator asked to be forgotten; this effect does not come back.',
};

function unfit({ id, takenOutBy }: Effect): InvalidState {
  return problem('InvalidState', {
    title: 'Not possible now',
    status: 409,
    humanReadableCause:
      takenOutBy === 'CREATOR' || takenOutBy === 'ERASURE'
        ? CAUSES[takenOutBy]
        : 'This effect is in the gallery.',
    suggestedAction: 'Reload the page.',
    instance: id,
  });
}

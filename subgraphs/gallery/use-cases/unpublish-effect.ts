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
import { mayTakeOut } from '../domain/standing.ts';
import { lockEffect } from '../persistence/effect-rows.ts';
import { takeOut } from './take-out.ts';

/** Takes an effect out of the gallery, or keeps one out that its creator withdrew. Its slug, pins and revisions stay. */
export async function unpublishEffect(
  ctx: CallContext,
  command: { effectId: string; reason: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { effectId, reason, idempotencyKey } = command;
  if (reason.trim() === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the effect is taken out.');
  }
  if (!isId(effectId)) return notFound('effect', effectId);
  const payload = { effectId, reason };
  return idempotent(ctx, { operation: 'unpublishEffect', key: idempotencyKey, payload }, async (tx) => {
    const effect = await lockEffect(tx, effectId);
    if (!effect) return notFound('effect', effectId);
    if (!mayTakeOut(effect)) return alreadyOut(effectId);
    const { subjectId } = ctx.caller;
    if (!subjectId) throw new StudioError('NO_REVIEWER', 'taking an effect out needs somebody who decides');
    await takeOut(tx, effect, { unpublishedBy: subjectId, reason, takenOutBy: 'STUDIO' });
    return { id: effectId };
  });
}

function alreadyOut(effectId: string): InvalidState {
  return problem('InvalidState', {
    title: 'Not published',
    status: 409,
    humanReadableCause: 'This effect was taken out of the gallery already.',
    suggestedAction: 'Reload the list.',
    instance: effectId,
  });
}

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
import { EffectReported } from '@effect-studio/schema/events/gallery';
import { DETAILS_LIMIT, type ReportGround } from '../domain/report.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { insertReport } from '../persistence/report-rows.ts';

export interface ReportEffect {
  effectId: string;
  ground: ReportGround;
  details: string;
  idempotencyKey: string;
}

/** Asks the studio to look at a published effect. The effect stays until an admin decides. */
export async function reportEffect(
  ctx: CallContext,
  { idempotencyKey, ...payload }: ReportEffect,
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { effectId, ground } = payload;
  const details = payload.details.trim();
  if ([...details].length > DETAILS_LIMIT) {
    return invalidInput('details', 'This is too long.', `Use at most ${DETAILS_LIMIT} characters.`);
  }
  if (ground === 'OTHER' && details === '') {
    return invalidInput('details', 'Nobody would know what is wrong.', 'Say in a sentence what is wrong.');
  }
  if (!isId(effectId)) return notFound('effect', effectId);
  const command = { operation: 'reportEffect', key: idempotencyKey, payload };
  return idempotent(ctx, command, async (tx) => {
    const { subjectId: ownerId } = ctx.caller;
    if (!ownerId) throw new StudioError('NO_SUBJECT', 'a report needs somebody who reports');
    const effect = (await effectsById(tx, [effectId])).get(effectId);
    if (!effect?.isPublished) return notFound('effect', effectId);
    const report = await insertReport(tx, { effectId, ownerId, ground, details });
    if (!report) return reportedAlready(effectId);
    await tx.emit(EffectReported, {
      aggregateId: effectId,
      payload: { reportId: report.id, effectId, ownerId: effect.ownerId, ground },
    });
    return { id: report.id };
  });
}

function reportedAlready(effectId: string): InvalidState {
  return problem('InvalidState', {
    title: 'Reported already',
    status: 409,
    humanReadableCause: 'You reported this effect, and nobody has decided yet.',
    suggestedAction: 'Nothing is needed from you: the studio looks at it.',
    instance: effectId,
  });
}

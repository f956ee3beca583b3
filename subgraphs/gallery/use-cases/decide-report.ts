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
import { EffectReportDecided } from '@effect-studio/schema/events/gallery';
import { mayTakeOut } from '../domain/standing.ts';
import { lockEffect } from '../persistence/effect-rows.ts';
import { decideReport, findReport, lockReport, upholdOthers } from '../persistence/report-rows.ts';
import { takeOut } from './take-out.ts';

export interface DecideEffectReport {
  reportId: string;
  /** True takes the effect out; false leaves it. */
  isUpheld: boolean;
  /** Of a takedown the effect's creator is told it. */
  reason: string;
  idempotencyKey: string;
}

/**
 * Decides a report. A takedown hides the listing, has its media dropped from the edge, tells the effect's creator the reason,
 * and ends every other open report of the effect.
 */
export async function decideEffectReport(
  ctx: CallContext,
  { idempotencyKey, ...payload }: DecideEffectReport,
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { reportId, isUpheld } = payload;
  const reason = payload.reason.trim();
  if (reason === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why it is decided so.');
  }
  if (!isId(reportId)) return notFound('report', reportId);
  const command = { operation: 'decideEffectReport', key: idempotencyKey, payload };
  return idempotent(ctx, command, async (tx) => {
    const { subjectId: decidedBy } = ctx.caller;
    if (!decidedBy) throw new StudioError('NO_REVIEWER', 'a report needs somebody who decides');
    const found = await findReport(tx, reportId);
    if (!found) return notFound('report', reportId);
    const { effectId } = found;
    // The effect first: whoever decides another report of it at the same time waits here, and not for this report.
    const effect = await lockEffect(tx, effectId);
    if ((await lockReport(tx, reportId))?.status !== 'OPEN') return decidedAlready(reportId);
    await decideReport(tx, reportId, {
      status: isUpheld ? 'UPHELD' : 'DISMISSED',
      decidedBy,
      decision: reason,
    });
    if (isUpheld && effect) {
      await upholdOthers(tx, effectId, { decidedBy, decision: reason });
      if (mayTakeOut(effect)) {
        await takeOut(tx, effect, { unpublishedBy: decidedBy, reason, takenOutBy: 'STUDIO' });
      }
    }
    await tx.emit(EffectReportDecided, {
      aggregateId: effectId,
      payload: { reportId, effectId, isUpheld, decidedBy },
    });
    return { id: reportId };
  });
}

function decidedAlready(reportId: string): InvalidState {
  return problem('InvalidState', {
    title: 'Decided already',
    status: 409,
    humanReadableCause: 'Somebody decided this report.',
    suggestedAction: 'Reload the list.',
    instance: reportId,
  });
}

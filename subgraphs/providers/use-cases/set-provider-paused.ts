import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { notFound } from '@effect-studio/kernel/errors';
import { ProviderStatusChanged } from '@effect-studio/schema/events/providers';
import { type ProviderRow, shownStatus } from '../persistence/provider-row.ts';
import { LOCK_CATALOGUE, LOCK_PROVIDER, SET_PAUSED } from '../persistence/statements.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { noteProviderChange } from './note-provider-change.ts';

export interface SetProviderPausedInput {
  providerId: string;
  isPaused: boolean;
  reason: string;
  idempotencyKey: string;
}

/** Takes a provider out of routing and leasing, or back in. Work that a machine holds already is finished. */
export async function setProviderPaused(
  ctx: CallContext,
  { idempotencyKey, ...payload }: SetProviderPausedInput,
): Promise<{ __typename: 'Provider'; id: string } | ReturnType<typeof notFound> | IdempotencyConflict> {
  return idempotent(ctx, { operation: 'setProviderPaused', key: idempotencyKey, payload }, async (tx) => {
    await tx.one(LOCK_CATALOGUE);
    const row = await tx.maybeOne<ProviderRow>(LOCK_PROVIDER, [payload.providerId]);
    if (!row) return notFound('provider', payload.providerId);
    const answer = { __typename: 'Provider' as const, id: row.id };
    if (row.is_paused === payload.isPaused) return answer;
    await tx.rows(SET_PAUSED, [row.id, payload.isPaused, payload.reason, ctx.caller.subjectId, tx.now]);
    await tx.emit(ProviderStatusChanged, {
      aggregateId: row.id,
      payload: {
        providerId: row.id,
        from: shownStatus(row),
        to: shownStatus({ ...row, is_paused: payload.isPaused }),
        reason: payload.reason,
      },
    });
    const after = { ...row, is_paused: payload.isPaused };
    const kind = payload.isPaused ? 'PAUSED' : 'RESUMED';
    await noteProviderChange(tx, { kind, before: row, after, reason: payload.reason });
    await announceCatalogue(tx);
    return answer;
  });
}

import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { settle } from '../../ledger/persistence/ledger.ts';
import { type ExpiredReservation, expiredReservations } from '../../ledger/persistence/open-reservations.ts';
import { tenantsWithWallets } from '../../ledger/persistence/wallet-reader.ts';
import { lockRunAccount } from '../persistence/run-accounts.ts';
import { returnTokens } from './return-tokens.ts';

/** Reservations that are looked at in one go. */
const PAGE = 200;

/**
 * Gives back what was reserved for runs that neither ended nor were charged in time, in every tenant; each reservation
 * in a transaction of its own, so that one that fails holds up no other.
 * @returns how many were released
 */
export async function expireReservations(ctx: CallContext): Promise<number> {
  let released = 0;
  for (const tenantId of await ctx.db.transaction(ctx, tenantsWithWallets)) {
    const call = callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId });
    const expired = await call.db.transaction(call, (tx) => expiredReservations(tx, PAGE));
    for (const reservation of expired) {
      await expire(call, reservation);
      released += 1;
    }
  }
  return released;
}

const REASON = 'RESERVATION_EXPIRED';

async function expire(
  ctx: CallContext,
  { reservationId, ownerId, runId }: ExpiredReservation,
): Promise<void> {
  await ctx.db.transaction(ctx, async (tx) => {
    if (runId) {
      const account = await lockRunAccount(tx, { runId, ownerId });
      if (account.reservationId === reservationId) {
        await returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason: REASON, at: tx.now });
        return;
      }
    }
    // Reserved by somebody who keeps no account of a run.
    await settle(tx, { id: newId(), reservationId, ownerId, amountTokens: 0, reason: REASON });
  });
}

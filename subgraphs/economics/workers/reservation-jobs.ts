import { type ContextServices, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { expireReservations } from '../charges/use-cases/expire-reservations.ts';

const EXPIRE_TICK = 'expire-reservations';
const EVERY_MS = 60_000;

function scheduleTick(tx: Transaction): Promise<void> {
  return tx.schedule({
    kind: EXPIRE_TICK,
    dedupeKey: EXPIRE_TICK,
    payload: {},
    dueAt: new Date(tx.now.getTime() + EVERY_MS),
  });
}

/** Gives back reservations whose time is over, every minute, and sets itself again, also after it failed for good. */
export const expireTick: JobHandler = {
  kind: EXPIRE_TICK,
  run: async (ctx, job) => {
    await expireReservations(ctx);
    await ctx.db.transaction(ctx, async (tx) => {
      await job.complete(tx);
      await scheduleTick(tx);
    });
  },
  onDead: (tx) => scheduleTick(tx),
};

/** Sets the timer of reservations, once. */
export async function startReservationTimer(services: ContextServices): Promise<() => Promise<void>> {
  const ctx = callContext(services, { caller: systemCaller() });
  await ctx.db.transaction(ctx, scheduleTick);
  return async () => undefined;
}

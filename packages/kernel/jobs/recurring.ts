import { type ContextServices, callContext, systemCaller } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { JobHandler } from './job-handler.ts';

/** Schedules the next turn of a job that comes again, in the transaction that ends this one; others are left alone. */
export async function scheduleNextTurn(tx: Transaction, handler: JobHandler | undefined): Promise<void> {
  if (!handler?.everyMs) return;
  await schedule(tx, handler, new Date(tx.now.getTime() + handler.everyMs));
}

/** Sees to it that every job that comes again has a turn; those that have one are left alone. */
export async function ensureTurns(services: ContextServices, handlers: readonly JobHandler[]): Promise<void> {
  const recurring = handlers.filter(({ everyMs }) => everyMs);
  if (recurring.length === 0) return;
  const ctx = callContext(services, { caller: systemCaller() });
  await ctx.db.transaction(ctx, async (tx) => {
    for (const handler of recurring) await schedule(tx, handler, tx.now);
  });
}

const schedule = (tx: Transaction, { kind }: JobHandler, dueAt: Date): Promise<void> =>
  tx.schedule({ kind, dedupeKey: `every:${kind}`, payload: {}, dueAt });

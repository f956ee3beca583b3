import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import { executionsOf } from '../../executions/persistence/read-executions.ts';
import type { BookedCost } from '../domain/cost-entry.ts';
import { unpricedCosts } from '../persistence/cost-entries.ts';
import { tenantsWithBooks } from '../persistence/request-repricing.ts';
import { usagesById } from '../persistence/usages.ts';
import { recordAttempts } from './record-attempts.ts';
import { recordUsages } from './record-usages.ts';
import { shareFleetHour, shareSessionStartup } from './share-machine-costs.ts';

/** Entries that one transaction looks at. */
const PAGE = 500;

/**
 * Gives a price to everything that was booked without one and has one by now, in every tenant: each entry by the card
 * that held when its work was done. What still has no price stays unpriced.
 * @returns how many entries were looked at
 */
export async function repriceUnpriced(ctx: CallContext): Promise<number> {
  let seen = 0;
  for (const tenantId of await ctx.db.transaction(ctx, tenantsWithBooks)) {
    const call = callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId });
    for (let after: string | null = null; ; ) {
      const page: BookedCost[] = await call.db.transaction(call, async (tx) => {
        const entries = await unpricedCosts(tx, after, PAGE);
        await reprice(tx, entries);
        return entries;
      });
      seen += page.length;
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    await shareAgain(call);
  }
  return seen;
}

async function reprice(tx: Transaction, entries: readonly BookedCost[]): Promise<void> {
  const attempts = entries.filter(({ sourceKind }) => sourceKind === 'ATTEMPT');
  // Attempts and usages of one run both lock its account, and the books after it: accounts come first, all at once.
  const executions = await executionsOf(
    tx,
    attempts.map(({ taskId, attempt }) => ({ taskId: taskId!, attempt: attempt! })),
  );
  const usages = await usagesById(
    tx,
    entries.flatMap(({ sourceKind, sourceId }) => (sourceKind === 'USAGE' ? [sourceId] : [])),
  );
  if (usages.length > 0) {
    await lockRunAccounts(tx, [...executions, ...usages.flatMap(({ run }) => (run ? [run] : []))]);
  }
  if (executions.length > 0) await recordAttempts(tx, executions);
  if (usages.length > 0) await recordUsages(tx, usages);
}

/** Shares of machines that had no rate; each source in a transaction of its own. */
async function shareAgain(call: CallContext): Promise<void> {
  const sources = await call.db.transaction(call, async (tx) => {
    const entries = await unpricedCosts(tx, null, PAGE);
    return entries.filter(({ sourceKind }) => sourceKind === 'SESSION' || sourceKind === 'FLEET_HOUR');
  });
  for (const { sourceKind, sourceId } of sources) {
    const cut = sourceId.lastIndexOf('/');
    const [subject, moment] = [sourceId.slice(0, cut), new Date(sourceId.slice(cut + 1))];
    await call.db.transaction(call, async (tx) => {
      if (sourceKind === 'SESSION') await shareSessionStartup(tx, subject, moment);
      else await shareFleetHour(tx, subject, moment);
    });
  }
}

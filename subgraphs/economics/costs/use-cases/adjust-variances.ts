import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { BookedCost, CostEntry } from '../domain/cost-entry.ts';
import { type Invoice, isInvoicedBy, varianceSourceId } from '../domain/invoice.ts';
import { currentCostsOfSources, insertCostEntries } from '../persistence/cost-entries.ts';
import { invoicesCovering } from '../persistence/invoices.ts';

/**
 * Keeps the variance of invoices true while costs of their periods change: what is booked more is varied less, so that
 * dispatched, unallocated and variance go on to sum to the invoice. The books are locked.
 */
export async function adjustVariances(
  tx: Transaction,
  changes: readonly { before: CostEntry | null; after: CostEntry }[],
): Promise<void> {
  const touched = changes.flatMap(({ before, after }) => (before ? [before, after] : [after]));
  const times = touched.map(({ eventTime }) => eventTime.getTime());
  const invoices = await invoicesCovering(tx, new Date(Math.min(...times)), new Date(Math.max(...times)));
  for (const invoice of invoices) {
    const booked = changes.reduce((sum, { before, after }) => {
      const gained = isInvoicedBy(after, invoice) ? (after.costNanoUsd ?? 0n) : 0n;
      const lost = before && isInvoicedBy(before, invoice) ? (before.costNanoUsd ?? 0n) : 0n;
      return sum + gained - lost;
    }, 0n);
    if (booked === 0n) continue;
    const [known] = await currentCostsOfSources(tx, 'INVOICE', [varianceSourceId(invoice)]);
    await bookVariance(tx, invoice, known ?? null, (known?.costNanoUsd ?? 0n) - booked);
  }
}

/** Books what an invoice says beyond what was booked; negative when it says less. It is no cell's and no bucket's. */
export async function bookVariance(
  tx: Transaction,
  invoice: Invoice,
  before: BookedCost | null,
  varianceNanoUsd: bigint,
): Promise<void> {
  if (before?.costNanoUsd === varianceNanoUsd) return;
  await insertCostEntries(tx, [
    {
      id: newId(),
      revision: (before?.revision ?? 0) + 1,
      supersedes: before?.id ?? null,
      component: invoice.scope === 'PROVIDER' ? 'PARTNER' : 'IDLE',
      stage: 'INVOICED',
      account: 'VARIANCE',
      sourceKind: 'INVOICE',
      sourceId: varianceSourceId(invoice),
      taskId: null,
      attempt: null,
      eventTime: new Date(invoice.periodEnd.getTime() - 1),
      runId: null,
      ownerId: null,
      role: null,
      outcome: null,
      providerId: invoice.scope === 'PROVIDER' ? invoice.subject : null,
      workflowId: null,
      effectTypeId: null,
      fleet: invoice.scope === 'FLEET' ? invoice.subject : 'none',
      instanceType: 'invoice',
      budgetContext: 'user_run',
      busyMs: 0,
      rateCardVersion: null,
      rateNanoUsdPerHour: null,
      costNanoUsd: varianceNanoUsd,
      bearer: 'PLATFORM',
    },
  ]);
}

import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { DEFAULT_FLEET } from '../../costs/domain/cost-entry.ts';
import { currentCostsOfTasks } from '../../costs/persistence/cost-entries.ts';
import { type RevenueEntry, revenueDelta } from '../domain/bucket.ts';
import { changeBooks } from '../persistence/change-books.ts';
import { currentRevenueOfRun, insertRevenueEntry } from '../persistence/revenue-entries.ts';

/** The leg that revenue belongs to. */
export interface WinningLeg {
  candidateTaskId: string;
  finishTaskId: string;
  providerId: string;
  effectTypeId: string;
}

/** Books the charge of a run, attributed to the winning leg's provider, effect type and fleet, in the minute of the result. */
export async function recordCharge(
  tx: Transaction,
  charge: WinningLeg & {
    runId: string;
    ownerId: string;
    tokens: number;
    revenueNanoUsd: bigint;
    rateCardVersion: number;
    readyAt: Date;
  },
): Promise<void> {
  const entry: RevenueEntry = {
    id: newId(),
    kind: 'CHARGE',
    supersedes: null,
    eventTime: charge.readyAt,
    runId: charge.runId,
    ownerId: charge.ownerId,
    providerId: charge.providerId,
    effectTypeId: charge.effectTypeId,
    fleet: await fleetOf(tx, charge),
    // Only people's runs are charged; tests and benchmarks have costs alone.
    budgetContext: 'user_run',
    tokens: charge.tokens,
    revenueNanoUsd: charge.revenueNanoUsd,
    rateCardVersion: charge.rateCardVersion,
  };
  await insertRevenueEntry(tx, entry);
  await changeBooks(tx, [revenueDelta(entry, 1n)]);
}

/** Books that the whole charge went back: a negative entry in the minute of the refund, at the rate of the charge. */
export async function recordRefund(tx: Transaction, refund: { runId: string; at: Date }): Promise<void> {
  const charge = (await currentRevenueOfRun(tx, refund.runId)).find((entry) => entry.kind === 'CHARGE');
  if (!charge) return;
  const entry: RevenueEntry = {
    ...charge,
    id: newId(),
    kind: 'REFUND',
    supersedes: null,
    eventTime: refund.at,
    tokens: -charge.tokens,
    revenueNanoUsd: -charge.revenueNanoUsd,
  };
  await insertRevenueEntry(tx, entry);
  await changeBooks(tx, [revenueDelta(entry, 1n)]);
}

/** Moves a run's revenue to the provider, effect type and fleet of another winner; the same ones change nothing. */
export async function attributeRevenue(tx: Transaction, to: WinningLeg & { runId: string }): Promise<void> {
  const { providerId, effectTypeId } = to;
  const fleet = await fleetOf(tx, to);
  for (const before of await currentRevenueOfRun(tx, to.runId)) {
    if (before.providerId === providerId && before.effectTypeId === effectTypeId && before.fleet === fleet)
      continue;
    const after = { ...before, id: newId(), supersedes: before.id, providerId, effectTypeId, fleet };
    await insertRevenueEntry(tx, after);
    await changeBooks(tx, [revenueDelta(before, -1n), revenueDelta(after, 1n)]);
  }
}

/** The fleet that rendered the winner in full; that of the excerpt while the render is not booked. */
async function fleetOf(tx: Transaction, { finishTaskId, candidateTaskId }: WinningLeg): Promise<string> {
  const work = (await currentCostsOfTasks(tx, [finishTaskId, candidateTaskId])).filter(
    ({ component }) => component === 'BUSY',
  );
  const ofTask = (id: string) => work.findLast(({ taskId }) => taskId === id)?.fleet;
  return ofTask(finishTaskId) ?? ofTask(candidateTaskId) ?? DEFAULT_FLEET;
}

import type { Transaction } from '@effect-studio/kernel/database';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import { priceUsage } from '../../rate-card/domain/price-usage.ts';
import type { RateCard } from '../../rate-card/domain/rate-card.ts';
import { rateCardsAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { bearerOf } from '../domain/bearer.ts';
import type { BookedCost } from '../domain/cost-entry.ts';
import type { Usage } from '../domain/usage.ts';
import { currentCostsOfRuns, currentCostsOfSources } from '../persistence/cost-entries.ts';
import { saveUsages } from '../persistence/usages.ts';
import { alertUnpriced } from './alert-unpriced.ts';
import { appendCosts, believe } from './append-costs.ts';
import { effectOfRun } from './classify-run.ts';

/**
 * Books what use of partners' services cost: what the partner reported (REPORTED), else what the card that held then
 * says (ESTIMATED). It belongs to its task, to its run as a whole, or to the platform. A usage that is told again with
 * another cost supersedes itself; the same facts change nothing.
 */
export async function recordUsages(tx: Transaction, told: readonly Usage[]): Promise<void> {
  const accounts = await lockRunAccounts(
    tx,
    told.flatMap(({ run }) => (run ? [run] : [])),
  );
  const usages = await saveUsages(tx, told);
  const cards = await rateCardsAsOf(
    tx,
    usages.map(({ usedAt }) => usedAt),
  );
  const current = new Map(
    (
      await currentCostsOfSources(
        tx,
        'USAGE',
        usages.map(({ usageId }) => usageId),
      )
    ).map((entry) => [entry.sourceId, entry]),
  );
  const effects = await effectsOfWinners(tx, usages, accounts);
  const unpriced = new Map<string, number>();
  const changes = usages.flatMap((usage, index) => {
    const card = cards[index]!;
    const account = usage.run ? accounts.get(usage.run.runId)! : null;
    const before = current.get(usage.usageId) ?? null;
    const belief = beliefOf(
      usage,
      card,
      account,
      before?.effectTypeId ?? effects.get(usage.run?.runId ?? ''),
    );
    if (belief.costNanoUsd === null) unpriced.set(usage.providerId, card?.version ?? 0);
    const isKnown = before && before.costNanoUsd === belief.costNanoUsd && before.stage === belief.stage;
    return isKnown ? [] : [believe(before, belief)];
  });
  await appendCosts(tx, changes);
  for (const [providerId, version] of unpriced) await alertUnpriced(tx, providerId, version);
}

/** What a usage costs and whose it is, by its card and the state of its run. */
export function beliefOf(
  usage: Usage,
  card: RateCard | null,
  account: Pick<RunAccount, 'state' | 'winner'> | null,
  effectOfWinner: string | null | undefined,
): Parameters<typeof believe>[1] {
  const { run, task, reportedCostNanoUsd } = usage;
  const isReported = reportedCostNanoUsd !== null;
  const costNanoUsd = isReported
    ? reportedCostNanoUsd
    : priceUsage(card, usage.providerId, usage.model, usage.quantities);
  const effectTypeId = usage.effectTypeId ?? effectOfWinner ?? null;
  return {
    component: 'PARTNER',
    stage: isReported ? 'REPORTED' : 'ESTIMATED',
    account: effectTypeId === null ? 'OVERHEAD' : 'DISPATCH',
    sourceKind: 'USAGE',
    sourceId: usage.usageId,
    taskId: task?.taskId ?? null,
    attempt: task?.attempt ?? null,
    eventTime: usage.usedAt,
    runId: run?.runId ?? null,
    ownerId: run?.ownerId ?? null,
    role: task?.role ?? null,
    outcome: null,
    providerId: usage.providerId,
    workflowId: task?.workflowId ?? null,
    effectTypeId,
    fleet: usage.fleet,
    instanceType: usage.model,
    budgetContext: usage.budgetContext,
    busyMs: 0,
    rateCardVersion: isReported || costNanoUsd === null ? null : card!.version,
    rateNanoUsdPerHour: null,
    costNanoUsd,
    bearer: account
      ? bearerOf({ taskId: task?.taskId ?? null, role: task?.role ?? null }, account)
      : 'PLATFORM',
  };
}

/** Usage that is told after its run has a winner belongs to what that made. */
async function effectsOfWinners(
  tx: Transaction,
  usages: readonly Usage[],
  accounts: ReadonlyMap<string, RunAccount>,
): Promise<Map<string, string | null>> {
  const won = [
    ...new Set(
      usages.flatMap(({ run, effectTypeId }) =>
        run && effectTypeId === null && accounts.get(run.runId)?.winner ? [run.runId] : [],
      ),
    ),
  ];
  if (won.length === 0) return new Map();
  const byRun = Map.groupBy(await currentCostsOfRuns(tx, won), (entry: BookedCost) => entry.runId!);
  return new Map(won.map((runId) => [runId, effectOfRun(byRun.get(runId) ?? [], accounts.get(runId)!)]));
}

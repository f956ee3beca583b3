import type { Transaction } from '@effect-studio/kernel/database';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import { rateCardsAsOf } from '../../rate-card/persistence/rate-cards.ts';
import type { BookedCost } from '../domain/cost-entry.ts';
import type { Usage } from '../domain/usage.ts';
import { beliefOf } from '../domain/usage-cost.ts';
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

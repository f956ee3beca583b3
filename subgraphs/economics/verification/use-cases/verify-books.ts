import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { paySubject } from '../../charges/domain/proven-work.ts';
import { runAccounts } from '../../charges/persistence/run-accounts.ts';
import type { CostEntry } from '../../costs/domain/cost-entry.ts';
import { currentCostsOfSources } from '../../costs/persistence/cost-entries.ts';
import { usagesById } from '../../costs/persistence/usages.ts';
import { computeIdleShare, computeStartupShare } from '../../costs/use-cases/share-machine-costs.ts';
import { executionsOf } from '../../executions/persistence/read-executions.ts';
import { readReconciliation } from '../../ledger/persistence/reconciliation.ts';
import { rateCards } from '../../rate-card/persistence/rate-cards.ts';
import { type Fault, inLogOrder, type Verification } from '../domain/fault.ts';
import {
  type Facts,
  type RecordedCost,
  type RecordedRevenue,
  verifyCost,
  verifyRun,
} from '../domain/verify-statement.ts';
import {
  cardsOfTime,
  consumedTokens,
  explorationSums,
  paidFor,
  recordedCosts,
  recordedCostsOfNoRun,
  recordedCostsOfUsages,
  recordedRevenues,
  runHeads,
  type ShareSourceKey,
  sharedSources,
  waitingShares,
} from '../persistence/audit-reader.ts';
import { type WrongFolds, wrongBuckets, wrongSketches } from '../persistence/wrong-folds.ts';
import { auditedVariances } from '../persistence/wrong-variances.ts';

/** Rows that one transaction looks at. */
const PAGE = 200;

/**
 * Recomputes every figure of the tenant from the log: the chain of each run's statement, each cost from its attempt or
 * usage and the card that it is pinned to (which must have been in force), shares of machines from sessions and attempts,
 * variances from invoices, revenue from tokens, what owners of machines are paid, buckets and the counts behind quantiles
 * from entries, balances from transfers, and what exploration spent. Bookings go on meanwhile.
 */
export async function verifyBooks(ctx: CallContext): Promise<Verification> {
  const result: Verification = {
    runs: 0,
    costEntries: 0,
    revenueEntries: 0,
    shares: 0,
    variances: 0,
    buckets: 0,
    sketches: 0,
    ledgerEntries: 0,
    faults: [],
  };
  await verifyRuns(ctx, result);
  await verifyCostsOfNoRun(ctx, result);
  await verifyShares(ctx, result);
  await ctx.db.transaction(ctx, async (tx) => {
    await verifyVariances(tx, result);
    await verifyFolds(tx, result);
    await verifyLedgers(tx, result);
  });
  return { ...result, faults: inLogOrder(result.faults) };
}

async function verifyRuns(ctx: CallContext, result: Verification): Promise<void> {
  for (let after: string | null = null; ; ) {
    const heads = await ctx.db.transaction(ctx, async (tx) => {
      const page = await runHeads(tx, after, PAGE);
      const runIds = [...page.keys()];
      if (runIds.length === 0) return page;
      const costs = await recordedCosts(tx, runIds);
      const revenues = await recordedRevenues(tx, runIds);
      const consumed = await consumedTokens(tx, runIds);
      const accounts = await runAccounts(tx, runIds);
      const facts = await factsOf(tx, costs, revenues);
      const paid = await paidFor(tx, [...new Set(costs.map(paySubject))]);
      const costsOf = Map.groupBy(costs, ({ runId }) => runId!);
      const revenuesOf = Map.groupBy(revenues, ({ runId }) => runId);
      for (const [runId, head] of page) {
        const record = {
          account: accounts.get(runId)!,
          head,
          costs: costsOf.get(runId) ?? [],
          revenues: revenuesOf.get(runId) ?? [],
          consumedTokens: consumed.get(runId) ?? 0,
          paid: new Map(
            (costsOf.get(runId) ?? []).flatMap((entry) => {
              const amount = paid.get(paySubject(entry));
              return amount === undefined ? [] : [[paySubject(entry), amount] as const];
            }),
          ),
        };
        result.faults.push(...verifyRun(record, facts));
      }
      result.runs += page.size;
      result.costEntries += costs.length;
      result.revenueEntries += revenues.length;
      return page;
    });
    if (heads.size < PAGE) return;
    after = [...heads.keys()].at(-1)!;
  }
}

async function verifyCostsOfNoRun(ctx: CallContext, result: Verification): Promise<void> {
  for (let after: string | null = null; ; ) {
    const costs: RecordedCost[] = await ctx.db.transaction(ctx, async (tx) => {
      const page = await recordedCostsOfNoRun(tx, after, PAGE);
      const siblings = await recordedCostsOfUsages(tx, [...new Set(page.map(({ sourceId }) => sourceId))]);
      const facts = await factsOf(tx, page, []);
      for (const entry of page) result.faults.push(...verifyCost(entry, siblings, null, facts));
      return page;
    });
    result.costEntries += costs.length;
    if (costs.length < PAGE) return;
    after = costs.at(-1)!.id;
  }
}

async function verifyShares(ctx: CallContext, result: Verification): Promise<void> {
  for (let after: ShareSourceKey | null = null; ; ) {
    const sources: ShareSourceKey[] = await ctx.db.transaction(ctx, (tx) => sharedSources(tx, after, PAGE));
    for (const source of sources) {
      await ctx.db.transaction(ctx, async (tx) => {
        if ((await waitingShares(tx)).has(source.id)) return;
        result.faults.push(...(await verifyShare(tx, source)));
      });
      result.shares += 1;
    }
    if (sources.length < PAGE) return;
    after = sources.at(-1)!;
  }
}

async function verifyShare(tx: Transaction, source: ShareSourceKey): Promise<Fault[]> {
  const cut = source.id.lastIndexOf('/');
  const [subject, moment] = [source.id.slice(0, cut), new Date(source.id.slice(cut + 1))];
  const computed =
    source.kind === 'SESSION'
      ? await computeStartupShare(tx, subject, moment)
      : await computeIdleShare(tx, subject, moment);
  const expected = new Map<string, bigint | null>();
  for (const { job, costNanoUsd } of computed?.shared.shares ?? []) {
    expected.set(`${job.taskId}:${job.attempt}`, costNanoUsd);
  }
  expected.set('rest', computed?.shared.unallocatedNanoUsd ?? 0n);
  const faults: Fault[] = [];
  for (const entry of await currentCostsOfSources(tx, source.kind, [source.id])) {
    const key = keyOf(entry);
    const share = expected.has(key) ? expected.get(key)! : 0n;
    expected.delete(key);
    if (share === entry.costNanoUsd) continue;
    faults.push({
      table: 'economics.cost_entry',
      id: entry.id,
      recordedAt: null,
      what: `it is not its share of ${source.kind} ${source.id}`,
      expected: String(share),
      found: String(entry.costNanoUsd),
    });
  }
  for (const [key, share] of expected) {
    if (share === 0n) continue;
    faults.push({
      table: 'economics.cost_entry',
      id: `${source.id} ${key}`,
      recordedAt: null,
      what: 'a share was never booked',
      expected: String(share),
      found: 'none',
    });
  }
  return faults;
}

async function verifyVariances(tx: Transaction, result: Verification): Promise<void> {
  const variances = await auditedVariances(tx);
  result.variances = variances.length;
  for (const { id, recordedAt, expected, found, isWrong } of variances) {
    if (!isWrong) continue;
    const what = 'it is not what the invoice says beyond what is booked';
    result.faults.push({ table: 'economics.cost_entry', id, recordedAt, what, expected, found });
  }
}

async function verifyFolds(tx: Transaction, result: Verification): Promise<void> {
  const report = (table: string, what: string, { wrong }: WrongFolds) => {
    for (const { id, kept, fold } of wrong) {
      result.faults.push({ table, id, recordedAt: null, what, expected: fold, found: kept });
    }
  };
  const buckets = await wrongBuckets(tx);
  result.buckets = buckets.count;
  report('economics.margin_bucket', 'it is not the sum of its entries', buckets);
  const sketches = await wrongSketches(tx);
  result.sketches = sketches.count;
  report('economics.margin_sketch', 'it does not count the values of its entries', sketches);
}

async function verifyLedgers(tx: Transaction, result: Verification): Promise<void> {
  const { sumTokens, entryCount, mismatches } = await readReconciliation(tx);
  result.ledgerEntries = entryCount;
  const report = (table: string, id: string, what: string, expected: unknown, found: unknown) =>
    result.faults.push({
      table,
      id,
      recordedAt: null,
      what,
      expected: String(expected),
      found: String(found),
    });
  for (const { kind, accountId, balance, sumOfEntries } of mismatches) {
    report(
      tableOf(kind),
      accountId,
      `its ${kind} balance is not the sum of its entries`,
      sumOfEntries,
      balance,
    );
  }
  if (sumTokens !== 0n) {
    report('economics.ledger_transfer', 'all', 'the accounts do not sum to nothing', 0, sumTokens);
  }
  const { booked, spent } = await explorationSums(tx);
  if (booked !== spent) {
    report('economics.money_transfer', 'exploration', 'exploration spent other than it cost', booked, spent);
  }
}

function tableOf(kind: string): string {
  if (kind.startsWith('LIMIT')) return 'economics.spending_limit';
  if (kind === 'EXPLORATION' || kind === 'AGENT_OWNER') return 'economics.money_account';
  return kind === 'UNKNOWN' ? 'economics.ledger_transfer' : 'economics.wallet';
}

async function factsOf(
  tx: Transaction,
  costs: readonly RecordedCost[],
  revenues: readonly RecordedRevenue[],
): Promise<Facts> {
  const attempts = new Map<string, { taskId: string; attempt: number }>();
  const usageIds = new Set<string>();
  for (const { sourceKind, sourceId, taskId, attempt } of costs) {
    if (sourceKind === 'ATTEMPT')
      attempts.set(`${taskId}:${attempt}`, { taskId: taskId!, attempt: attempt! });
    if (sourceKind === 'USAGE') usageIds.add(sourceId);
  }
  const versions = [
    ...costs.flatMap(({ rateCardVersion }) => (rateCardVersion === null ? [] : [rateCardVersion])),
    ...revenues.map(({ rateCardVersion }) => rateCardVersion),
  ];
  const executions = await executionsOf(tx, [...attempts.values()]);
  const usages = await usagesById(tx, [...usageIds]);
  return {
    executions: new Map(executions.map((one) => [`${one.taskId}:${one.attempt}`, one])),
    usages: new Map(usages.map((usage) => [usage.usageId, usage])),
    cards: await rateCards(tx, versions),
    history: await cardsOfTime(tx),
  };
}

const keyOf = ({ taskId, attempt }: CostEntry): string => (taskId === null ? 'rest' : `${taskId}:${attempt}`);

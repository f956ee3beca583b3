import { isProvenWork, isSettled, payFor, paySubject } from '../../charges/domain/proven-work.ts';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { partsOf } from '../../costs/domain/attempt-cost.ts';
import { bearerOf } from '../../costs/domain/bearer.ts';
import type { BookedCost, CostEntry } from '../../costs/domain/cost-entry.ts';
import {
  type ChainHead,
  canonicalCost,
  canonicalRevenue,
  chainLine,
  EMPTY_CHAIN,
} from '../../costs/domain/statement-chain.ts';
import type { Usage } from '../../costs/domain/usage.ts';
import { beliefOf } from '../../costs/domain/usage-cost.ts';
import type { Execution } from '../../executions/domain/execution.ts';
import type { RevenueEntry } from '../../margins/domain/bucket.ts';
import { costOfTime, type RateCard, tokensToNanoUsd } from '../../rate-card/domain/rate-card.ts';
import type { Fault } from './fault.ts';
import { type CardOfTime, cardsInForce } from './pinned-card.ts';

/** A cost entry with when it was recorded. */
export type RecordedCost = BookedCost & { recordedAt: Date };
/** A revenue entry with its place in the statement and when it was recorded. */
export type RecordedRevenue = RevenueEntry & {
  statementSeq: number | null;
  statementHash: Buffer | null;
  recordedAt: Date;
};

/** Everything that is known of one run's money. */
export interface RunRecord {
  account: RunAccount;
  head: ChainHead;
  costs: readonly RecordedCost[];
  revenues: readonly RecordedRevenue[];
  /** Tokens of the run's transfers by kind. */
  consumedTokens: number;
  /** What owners of machines were paid per attempt, nano-USD. */
  paid: ReadonlyMap<string, bigint>;
}

/** The facts that costs are computed from again. */
export interface Facts {
  executions: ReadonlyMap<string, Execution>;
  usages: ReadonlyMap<string, Usage>;
  cards: ReadonlyMap<number, RateCard>;
  /** Every card that can have held, in the order in which they begin. */
  history: readonly CardOfTime[];
}

const COSTS = 'economics.cost_entry';
const REVENUES = 'economics.revenue_entry';

/**
 * Recomputes one run's statement: its chain, each cost by its fact and the card that held then, its revenue by its tokens,
 * and what its proven work was paid. Pure.
 */
export function verifyRun(run: RunRecord, facts: Facts): Fault[] {
  return [
    ...verifyChain(run),
    ...run.costs.flatMap((entry) => verifyCost(entry, run.costs, run.account, facts)),
    ...run.revenues.flatMap((entry) => verifyRevenue(entry, run, facts)),
    ...verifyPay(run, facts),
  ];
}

/**
 * Follows the lines of a statement from the first. Each is held against the hash that was stored for the line before
 * it, so that one altered line is one fault and not as many as come after it.
 */
function verifyChain({ account, head, costs, revenues }: RunRecord): Fault[] {
  const lines = [
    ...costs.map((entry) => ({ table: COSTS, entry, canonical: canonicalCost(entry) })),
    ...revenues.map((entry) => ({ table: REVENUES, entry, canonical: canonicalRevenue(entry) })),
  ]
    .filter(({ entry }) => entry.statementSeq !== null)
    .sort((a, b) => a.entry.statementSeq! - b.entry.statementSeq!);
  const faults: Fault[] = [];
  let before: ChainHead = EMPTY_CHAIN;
  for (const { table, entry, canonical } of lines) {
    const place = { seq: entry.statementSeq!, hash: entry.statementHash ?? EMPTY_CHAIN.hash };
    const report = (what: string, expected: string, found: string) =>
      faults.push({ table, id: entry.id, recordedAt: entry.recordedAt, what, expected, found });
    if (place.seq !== before.seq + 1) {
      report('a line of the statement before it is missing', `place ${before.seq + 1}`, `place ${place.seq}`);
    } else {
      const expected = chainLine(before, canonical).hash;
      if (!expected.equals(place.hash)) {
        report('its hash does not cover what it says', place.hash.toString('hex'), expected.toString('hex'));
      }
    }
    before = place;
  }
  if (before.seq !== head.seq || !before.hash.equals(head.hash)) {
    faults.push({
      table: 'economics.run_account',
      id: account.runId,
      recordedAt: null,
      what: 'the statement does not end where its account says',
      expected: `${head.seq} ${head.hash.toString('hex')}`,
      found: `${before.seq} ${before.hash.toString('hex')}`,
    });
  }
  return faults;
}

/** Recomputes one cost entry from its fact, at the card that it is pinned to. Shares are verified by their sources. */
export function verifyCost(
  entry: RecordedCost,
  siblings: readonly RecordedCost[],
  account: Pick<RunAccount, 'state' | 'winner'> | null,
  { executions, usages, cards, history }: Facts,
): Fault[] {
  const faults: Fault[] = [];
  const report = (what: string, expected: unknown, found: unknown) =>
    faults.push({
      table: COSTS,
      id: entry.id,
      recordedAt: entry.recordedAt,
      what,
      expected: String(expected),
      found: String(found),
    });
  if (entry.component === 'BUSY' && entry.rateNanoUsdPerHour !== null) {
    const cost = costOfTime(entry.busyMs, entry.rateNanoUsdPerHour);
    if (cost !== entry.costNanoUsd) report('its cost is not its time at its rate', cost, entry.costNanoUsd);
  }
  const isPinned = entry.sourceKind === 'ATTEMPT' || entry.sourceKind === 'USAGE';
  if (isPinned && entry.rateCardVersion !== null) {
    const held = cardsInForce(history, entry.eventTime, firstBooking(entry, siblings));
    if (!held.has(entry.rateCardVersion)) {
      report('the rate card that it is pinned to was not in force', named(held), entry.rateCardVersion);
    }
  }
  if (siblings.some(({ supersedes }) => supersedes === entry.id)) return faults;
  if (account) {
    const bearer = bearerOf(entry, account);
    if (bearer !== entry.bearer) report('somebody else is to bear it', bearer, entry.bearer);
  }
  const card = entry.rateCardVersion === null ? null : (cards.get(entry.rateCardVersion) ?? null);
  // Whose it is was verified above; what it costs does not depend on it.
  const owner = account ?? { state: 'CLOSED', winner: null };
  if (entry.sourceKind === 'ATTEMPT') {
    const execution = executions.get(`${entry.taskId}:${entry.attempt}`);
    if (!execution) {
      report('the attempt that it follows from is not known', 'an execution', 'none');
      return faults;
    }
    const part = partsOf(execution, card, owner).find(({ component }) => component === entry.component);
    if (part && part.costNanoUsd !== entry.costNanoUsd) {
      report('it does not cost what its attempt costs by its card', part.costNanoUsd, entry.costNanoUsd);
    }
    if (part && part.busyMs !== entry.busyMs)
      report('its attempt worked otherwise', part.busyMs, entry.busyMs);
  }
  if (entry.sourceKind === 'USAGE') {
    const usage = usages.get(entry.sourceId);
    if (!usage) {
      report('the usage that it follows from is not known', 'a usage', 'none');
      return faults;
    }
    const belief = beliefOf(usage, card, account, entry.effectTypeId);
    if (belief.costNanoUsd !== entry.costNanoUsd) {
      report('it does not cost what was used by its card', belief.costNanoUsd, entry.costNanoUsd);
    }
  }
  return faults;
}

const named = (versions: ReadonlySet<number | null>): string =>
  [...versions].map((version) => version ?? 'none').join(' or ');

/** When the same cost was first booked at this card: later rows may correct who bears it, and keep the price. */
function firstBooking(entry: RecordedCost, siblings: readonly RecordedCost[]): Date {
  const keyOf = (one: CostEntry) =>
    [one.sourceKind, one.sourceId, one.taskId, one.attempt, one.component, one.rateCardVersion].join(' ');
  const key = keyOf(entry);
  const times = siblings.filter((one) => keyOf(one) === key).map(({ recordedAt }) => recordedAt.getTime());
  return new Date(Math.min(entry.recordedAt.getTime(), ...times));
}

/** Proven work of a settled run is paid: what it cost when it was first proven stays, so any of its beliefs may be it. */
function verifyPay({ account, costs, paid }: RunRecord, { cards }: Facts): Fault[] {
  const beliefs = Map.groupBy(costs.filter(isProvenWork), paySubject);
  const faults: Fault[] = [];
  const report = (subject: string, what: string, expected: string, found: string) =>
    faults.push({ table: 'economics.money_transfer', id: subject, recordedAt: null, what, expected, found });
  for (const [subject, entries] of beliefs) {
    const amounts = entries.map((entry) => payFor(entry, cards));
    const found = paid.get(subject) ?? 0n;
    const isExpected = isSettled(account) ? amounts.includes(found) : found === 0n;
    if (!isExpected) {
      const expected = isSettled(account)
        ? [...new Set(amounts)].join(' or ')
        : 'nothing before the run is settled';
      report(
        subject,
        'the owner of the machine was not paid what the work is worth',
        expected,
        String(found),
      );
    }
  }
  for (const [subject, amount] of paid) {
    if (!beliefs.has(subject))
      report(subject, 'it pays for work that was never proven', 'none', String(amount));
  }
  return faults;
}

function verifyRevenue(entry: RecordedRevenue, run: RunRecord, { cards, history }: Facts): Fault[] {
  const faults: Fault[] = [];
  const report = (what: string, expected: unknown, found: unknown) =>
    faults.push({
      table: REVENUES,
      id: entry.id,
      recordedAt: entry.recordedAt,
      what,
      expected: String(expected),
      found: String(found),
    });
  const card = cards.get(entry.rateCardVersion);
  const worth = card ? tokensToNanoUsd(card, entry.tokens) : null;
  if (worth !== entry.revenueNanoUsd) {
    report('it is not its tokens at the rate of its card', worth, entry.revenueNanoUsd);
  }
  // A refund, and a charge that moved to another winner, keep the card of the charge.
  const charge =
    run.revenues.find(({ kind, supersedes }) => kind === 'CHARGE' && supersedes === null) ?? entry;
  const held =
    charge.id === entry.id
      ? cardsInForce(history, entry.eventTime, entry.recordedAt)
      : new Set([charge.rateCardVersion]);
  if (!held.has(entry.rateCardVersion)) {
    report('the rate card that it is pinned to was not in force', named(held), entry.rateCardVersion);
  }
  const isCurrent = !run.revenues.some(({ supersedes }) => supersedes === entry.id);
  if (isCurrent && entry.kind === 'CHARGE' && entry.tokens !== run.consumedTokens) {
    report('it is not what the ledger consumed for the run', run.consumedTokens, entry.tokens);
  }
  return faults;
}

import type { AttemptOutcome, CostEntry } from '../../costs/domain/cost-entry.ts';
import { agentPay, type RateCard } from '../../rate-card/domain/rate-card.ts';
import type { RunAccount } from './run-account.ts';

/** Outcomes with a verified output. One is `late` after its run was cancelled or its lease had ended: it is proven too. */
const PROVEN: ReadonlySet<AttemptOutcome> = new Set(['succeeded', 'late']);

/** Whether the person's side of a run is settled: from then on, and not before, its proven work is paid. */
export const isSettled = ({ state }: Pick<RunAccount, 'state'>): boolean =>
  state !== 'OPEN' && state !== 'RESERVED';

/** A cost of work that is to be paid. */
export type ProvenCost = CostEntry & Proven;
interface Proven {
  taskId: string;
  attempt: number;
  rateCardVersion: number;
  costNanoUsd: bigint;
}

/** Work whose output was verified and that has a price: what its machine's owner is paid a share of. */
export const isProvenWork = <Entry extends CostEntry>(entry: Entry): entry is Entry & Proven =>
  entry.sourceKind === 'ATTEMPT' &&
  entry.component === 'BUSY' &&
  entry.outcome !== null &&
  PROVEN.has(entry.outcome) &&
  entry.rateCardVersion !== null &&
  entry.costNanoUsd !== null;

/** What the owner of the machine gets for a proven attempt, by the card that its cost is pinned to. */
export const payFor = (entry: ProvenCost, cards: ReadonlyMap<number, RateCard>): bigint =>
  agentPay(cards.get(entry.rateCardVersion)!, entry.costNanoUsd);

/** Names an attempt in the money ledger, where it is paid once. */
export const paySubject = ({ taskId, attempt }: { taskId: string | null; attempt: number | null }): string =>
  `${taskId}:${attempt}`;

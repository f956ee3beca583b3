import type { BudgetContext } from '@effect-studio/schema/events/shapes';

export type LegRole = 'candidate' | 'exploration' | 'shadow' | 'finish';
export type AttemptOutcome = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'late';

/** Who bears a cost. PENDING: the run has not ended; see `bearer.ts`. */
export type Bearer = 'PENDING' | 'RUN' | 'EXPLORATION' | 'PLATFORM';

/**
 * BUSY: a machine worked on an attempt. STARTUP: it got ready for it. PARTNER: somebody else's service was used.
 * IDLE: it waited. *Marginal* cost is the first three, *loaded* cost all four.
 */
export type CostComponent = 'BUSY' | 'STARTUP' | 'PARTNER' | 'IDLE';

/** ESTIMATED by the rate card, REPORTED by whoever did the work, or INVOICED for a period. */
export type CostStage = 'ESTIMATED' | 'REPORTED' | 'INVOICED';

/**
 * DISPATCH: belongs to a provider and an effect type. OVERHEAD: usage whose effect type is not known (yet).
 * UNALLOCATED_IDLE: machines that had nothing to do. VARIANCE: what an invoice says beyond what was booked.
 */
export type CostAccount = 'DISPATCH' | 'OVERHEAD' | 'UNALLOCATED_IDLE' | 'VARIANCE';

/** The kind of fact that an entry follows from, and can be computed from again. */
export type CostSourceKind = 'ATTEMPT' | 'SESSION' | 'FLEET_HOUR' | 'USAGE' | 'INVOICE';

/** One part of what something cost, as we believe it since `recordedAt`. Never changed; superseded instead. */
export interface CostEntry {
  id: string;
  component: CostComponent;
  stage: CostStage;
  account: CostAccount;
  sourceKind: CostSourceKind;
  /** Which one of its kind; empty for an attempt, which task and number name. */
  sourceId: string;
  /** Null for what no attempt caused. */
  taskId: string | null;
  attempt: number | null;
  /** 1 for the first belief; grows with every correction. */
  revision: number;
  /** The entry that this one replaces. */
  supersedes: string | null;
  /** When the work ended. */
  eventTime: Date;
  /** Null for what the platform spent on its own. */
  runId: string | null;
  ownerId: string | null;
  role: LegRole | null;
  outcome: AttemptOutcome | null;
  /** Null for a fleet's machines. */
  providerId: string | null;
  workflowId: string | null;
  effectTypeId: string | null;
  fleet: string;
  instanceType: string;
  budgetContext: BudgetContext;
  /** Milliseconds of work; 0 unless BUSY, so that work is counted once. */
  busyMs: number;
  rateCardVersion: number | null;
  /** The hourly rate behind it; null while unpriced, and for what is not priced by the hour. */
  rateNanoUsdPerHour: bigint | null;
  /** Null while unpriced. */
  costNanoUsd: bigint | null;
  bearer: Bearer;
}

/** What is believed of a cost, before it is an entry. */
export type Belief = Omit<CostEntry, 'id' | 'revision' | 'supersedes'>;

/** An entry as it was booked: with its place in the statement of its run. */
export interface BookedCost extends CostEntry {
  /** Null for what belongs to no run, and for entries of before statements were chained. */
  statementSeq: number | null;
  statementHash: Buffer | null;
}

/** A cost that belongs to a provider and an effect type, and so to a cell of the margins. */
export type CellCost = CostEntry & { providerId: string; effectTypeId: string };

/** True for what margins sum up per cell; the rest is read as overhead. */
export const isCellCost = (entry: CostEntry): entry is CellCost => entry.account === 'DISPATCH';

/** The fleet of machines that name none. */
export const DEFAULT_FLEET = 'default';

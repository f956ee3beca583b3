import type { BudgetContext } from '@effect-studio/schema/events/shapes';

export type LegRole = 'candidate' | 'exploration' | 'shadow' | 'finish';
export type AttemptOutcome = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'late';

/** Who bears a cost. PENDING: the run has not ended; see `bearer.ts`. */
export type Bearer = 'PENDING' | 'RUN' | 'EXPLORATION' | 'PLATFORM';

/** What one attempt of one task cost, as we believe it since `recordedAt`. Never changed; superseded instead. */
export interface CostEntry {
  id: string;
  taskId: string;
  attempt: number;
  /** 1 for the first belief; grows with every correction. */
  revision: number;
  /** The entry that this one replaces. */
  supersedes: string | null;
  /** When the work ended. */
  eventTime: Date;
  runId: string;
  ownerId: string;
  role: LegRole;
  outcome: AttemptOutcome;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  fleet: string;
  instanceType: string;
  budgetContext: BudgetContext;
  busyMs: number;
  rateCardVersion: number | null;
  rateNanoUsdPerHour: bigint | null;
  /** Null while unpriced. */
  costNanoUsd: bigint | null;
  bearer: Bearer;
}

/** Machines are not grouped into fleets yet; all work is done by this one. */
export const DEFAULT_FLEET = 'default';

import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { AttemptOutcome, LegRole } from '../../costs/domain/cost-entry.ts';

/**
 * One attempt that really ran, with what is known of it: the fact that routing, detection, recommendations and
 * benchmarks reason from. What it cost is not here: that is the cost entries' to say, and may be corrected.
 */
export interface Execution {
  taskId: string;
  attempt: number;
  runId: string;
  ownerId: string;
  role: LegRole;
  outcome: AttemptOutcome;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  fleet: string;
  instanceType: string;
  agentId: string;
  /** Whose machine it was: who is paid for what it proved. */
  agentOwnerId: string;
  budgetContext: BudgetContext;
  /** Thousandths of a work unit (output seconds × megapixels). */
  milliUnits: number;
  queueWaitMs: number;
  startupMs: number;
  busyMs: number;
  throttledCount: number;
  throttledMs: number;
  startedAt: Date;
  endedAt: Date;
}

/** What judges said of an execution's output. */
export interface ExecutionVerdict {
  taskId: string;
  /** Composite quality in millionths; null when the output was rejected before it could be judged. */
  qualityPpm: number | null;
}

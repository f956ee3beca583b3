import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { UsageQuantities } from '../../rate-card/domain/price-usage.ts';
import type { LegRole } from './cost-entry.ts';

/** One use of a partner's service. */
export interface Usage {
  usageId: string;
  providerId: string;
  model: string;
  purpose: string;
  quantities: UsageQuantities;
  /** What the partner said that it cost; null: the rate card says. */
  reportedCostNanoUsd: bigint | null;
  /** Null for the platform's own. */
  run: { runId: string; ownerId: string } | null;
  /** Null for what served a run as a whole, or no run. */
  task: { taskId: string; attempt: number; role: LegRole | null; workflowId: string | null } | null;
  effectTypeId: string | null;
  fleet: string;
  budgetContext: BudgetContext;
  usedAt: Date;
}

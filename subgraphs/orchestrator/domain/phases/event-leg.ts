import type { BudgetContext, Leg as EventLeg } from '@effect-studio/schema/events/shapes';
import type { Leg } from '../leg.ts';

/** A leg as execution is told about it. Its budget is the run's, whatever the leg's role. */
export function toEventLeg(leg: Leg, budgetContext: BudgetContext): EventLeg {
  const { taskId, role, providerId, workflowId, workflowDigest, effectTypeId } = leg;
  const { promptVariantId, parameters, excerpt, workUnits } = leg;
  return {
    taskId,
    role,
    providerId,
    workflowId,
    workflowDigest,
    effectTypeId,
    promptVariantId,
    parameters,
    excerpt,
    workUnits,
    budgetContext,
  };
}

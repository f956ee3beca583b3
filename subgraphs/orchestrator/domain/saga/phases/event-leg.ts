import type { Leg as EventLeg } from '@effect-studio/schema/events/shapes';
import type { Leg } from '../../leg.ts';
import { passBudgetGate } from '../../plan/budget-gate.ts';
import type { RunSaga } from '../run-saga.ts';

/** A leg as execution is told about it, after the budget gate. Its budget is the run's, whatever the leg's role. */
export function toEventLeg(run: RunSaga, leg: Leg): EventLeg {
  const { taskId, role, providerId, workflowId, workflowDigest, effectTypeId } = passBudgetGate(run, leg);
  const { promptVariantId, parameters, excerpt, workUnits, onlyAgentId } = leg;
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
    budgetContext: run.budgetContext,
    ...(onlyAgentId === null ? {} : { onlyAgentId }),
  };
}

import type { Leg as EventLeg } from '@effect-studio/schema/events/shapes';
import type { Leg } from '../leg.ts';

/** A leg as execution is told about it. Runs of people are paid by people, whatever the leg's role. */
export function toEventLeg(leg: Leg): EventLeg {
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
    budgetContext: 'user_run',
  };
}

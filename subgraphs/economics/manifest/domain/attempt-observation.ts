import type { AttemptOutcome } from '../../costs/domain/cost-entry.ts';

/**
 * What one attempt says about the workflow that it ran; null for a cancelled one, which says nothing. A late
 * result counts as a failure: it missed its deadline, whatever it was worth.
 */
export function attemptObservation(attempt: {
  workflowId: string;
  providerId: string;
  effectTypeId: string;
  outcome: AttemptOutcome;
  workUnits: number;
  busyMs: number;
  endedAt: Date;
  costNanoUsd: bigint | null;
}) {
  const { workflowId, providerId, effectTypeId, outcome, endedAt } = attempt;
  if (outcome === 'cancelled') return null;
  const hasDelivered = outcome === 'succeeded';
  return {
    workflowId,
    providerId,
    effectTypeId,
    at: endedAt,
    attempts: 1,
    successes: hasDelivered ? 1 : 0,
    failures: hasDelivered ? 0 : 1,
    deliveredMilliUnits: hasDelivered ? Math.round(attempt.workUnits * 1_000) : 0,
    deliveredBusyMs: hasDelivered ? Math.round(attempt.busyMs) : 0,
    costNanoUsd: Number(attempt.costNanoUsd ?? 0n),
  };
}

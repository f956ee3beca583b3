import type { Transaction } from '@effect-studio/kernel/database';
import { EconomicAlert } from '@effect-studio/schema/events/economics';
import { type Alert, RUNBOOK_OF } from '../domain/alert.ts';

export type AlertPhase = 'OPENED' | 'UPDATED' | 'CLOSED';

/** Says that an alert was opened, got worse or is over: by an event and, unless it is over, in the action log. */
export async function tellAlert(tx: Transaction, alert: Alert, phase: AlertPhase): Promise<void> {
  const runbook = RUNBOOK_OF[alert.signal];
  const suggestedAction =
    phase === 'CLOSED'
      ? 'Nothing; it is over.'
      : `Follow the runbook ${runbook}, and look at the bottlenecks of this subject.`;
  const kind = alert.signal === 'LOG_PATTERNS' ? 'LOG_ANOMALY' : alert.signal;
  await tx.emit(EconomicAlert, {
    aggregateId: alert.id,
    payload: {
      kind,
      subject: alert.subject.id,
      humanReadableCause: alert.cause,
      suggestedAction,
      alertId: alert.id,
      phase,
      severity: alert.severity,
      subjectKind: alert.subject.kind,
      detector: alert.detector,
    },
  });
  if (phase === 'CLOSED') return;
  const { actionLog, caller, correlationId } = tx.call;
  const entry = {
    eventType: `ALERT_${kind}`,
    tenantId: caller.tenantId,
    correlationId,
    message: alert.cause,
    economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 0 },
    operatorAction: {
      classification: kind,
      urgency: alert.severity === 'CRITICAL' ? 'ACT_NOW' : 'MONITOR',
      suggestedAction,
      autoActionTaken: null,
      escalationChain: ['auto_fix', 'operator_monitor', 'admin_alert_if_critical'],
      runbook,
    },
  } as const;
  tx.afterCommit(() => (alert.severity === 'CRITICAL' ? actionLog.critical(entry) : actionLog.warn(entry)));
}

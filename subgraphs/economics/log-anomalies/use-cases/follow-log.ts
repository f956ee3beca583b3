import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { Alert } from '../../detection/domain/alert.ts';
import { BUCKET_MS } from '../../detection/domain/bucket-facts.ts';
import { insertAlert, lockOpenAlerts, updateAlert } from '../../detection/persistence/alerts.ts';
import { tellAlert } from '../../detection/use-cases/tell-alert.ts';
import {
  judgeWindow,
  LOG_ANOMALY_SETTINGS,
  type PatternCounts,
  type WindowJudgement,
} from '../domain/judge-window.ts';
import { insertWindow, windowsBefore } from '../persistence/log-windows.ts';

/** The action log is one subject. */
const SUBJECT: Alert['subject'] = { kind: 'LOG', id: 'action-log' };

/**
 * Takes in an hour of log patterns: judges it by the hours before, keeps it, and opens or closes the alert. It is open
 * from the first anomalous hour until four windows in a row were not.
 */
export async function followLog(tx: Transaction, windowEnd: Date, counts: PatternCounts): Promise<void> {
  const settings = LOG_ANOMALY_SETTINGS;
  const past = await windowsBefore(tx, windowEnd, settings.memoryWindows);
  const judgement = judgeWindow(past, counts, windowEnd.toISOString());
  const keepFrom = new Date(windowEnd.getTime() - settings.memoryWindows * BUCKET_MS);
  await insertWindow(tx, { end: windowEnd, counts, judgement, settingsVersion: settings.version }, keepFrom);
  const open = (await lockOpenAlerts(tx)).find(({ signal }) => signal === 'LOG_PATTERNS');
  if (judgement.isAnomalous && !open) {
    const alert = alertOf(judgement, windowEnd);
    await insertAlert(tx, alert);
    await tellAlert(tx, alert, 'OPENED');
  }
  const recent = [...past.slice(-settings.calmWindows + 1), judgement];
  if (open && recent.every(({ isAnomalous }) => !isAnomalous)) {
    const closed = { ...open, closedAt: windowEnd };
    await updateAlert(tx, closed);
    await tellAlert(tx, closed, 'CLOSED');
  }
}

function alertOf({ score, threshold, standouts }: WindowJudgement, windowEnd: Date): Alert {
  const named = standouts.map(
    ({ pattern, count, usual }) => `${pattern} ${count} times (usually ${usual.toFixed(1)})`,
  );
  return {
    id: newId(),
    subject: SUBJECT,
    signal: 'LOG_PATTERNS',
    detector: 'ISOLATION_FOREST',
    severity: standouts.some(({ pattern }) => pattern.includes(' CRITICAL ')) ? 'CRITICAL' : 'WARNING',
    cause: `The warnings of the last hour are unusual: ${named.join('; ') || 'their mixture is new'}.`,
    value: score,
    expected: threshold,
    peakScore: score === null || !threshold ? 1 : score / threshold,
    evidence: { standouts },
    settingsVersion: LOG_ANOMALY_SETTINGS.version,
    openedAt: windowEnd,
    closedAt: null,
  };
}

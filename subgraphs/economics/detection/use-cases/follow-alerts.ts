import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { type Alert, causeOf, severityOf } from '../domain/alert.ts';
import type { SeriesVerdict } from '../domain/detect.ts';
import type { DetectionSettings } from '../domain/settings.ts';
import { nameOfSeries } from '../domain/subject.ts';
import { insertAlert, lockOpenAlerts, updateAlert } from '../persistence/alerts.ts';
import { tellAlert } from './tell-alert.ts';

/**
 * Opens, updates and closes alerts by what the series say: one episode per subject and signal. What got worse is told
 * again; what only goes on is not.
 */
export async function followAlerts(
  tx: Transaction,
  verdicts: ReadonlyMap<string, SeriesVerdict>,
  bucketEnd: Date,
  settings: DetectionSettings,
): Promise<void> {
  const open = new Map(
    (await lockOpenAlerts(tx)).flatMap((alert) =>
      alert.subject.kind === 'LOG' || alert.signal === 'LOG_PATTERNS'
        ? []
        : [
            [
              nameOfSeries({ subject: { ...alert.subject, kind: alert.subject.kind }, signal: alert.signal }),
              alert,
            ],
          ],
    ),
  );
  for (const [name, { subject, signal, verdict }] of verdicts) {
    const alert = open.get(name);
    const { value, expected, score, detector } = verdict;
    if (!verdict.isOn) {
      if (alert) await close(tx, alert, bucketEnd);
      continue;
    }
    const cause = causeOf(subject, signal, verdict);
    if (!alert) {
      const opened: Alert = {
        id: newId(),
        subject,
        signal,
        detector: detector ?? 'THRESHOLD',
        severity: severityOf(score),
        cause,
        value,
        expected,
        peakScore: score,
        evidence: {},
        settingsVersion: settings.version,
        openedAt: bucketEnd,
        closedAt: null,
      };
      await insertAlert(tx, opened);
      await tellAlert(tx, opened, 'OPENED');
      continue;
    }
    const peakScore = Math.max(alert.peakScore, score);
    const severity = severityOf(peakScore);
    const updated = { ...alert, cause, value, expected, peakScore, severity };
    await updateAlert(tx, updated);
    if (severity !== alert.severity) await tellAlert(tx, updated, 'UPDATED');
  }
}

async function close(tx: Transaction, alert: Alert, at: Date): Promise<void> {
  const closed = { ...alert, closedAt: at };
  await updateAlert(tx, closed);
  await tellAlert(tx, closed, 'CLOSED');
}

import type { Detector } from './series-monitor.ts';
import type { Signal, SubjectKind } from './subject.ts';

export type AlertSeverity = 'WARNING' | 'CRITICAL';

/** One episode in which something is not as it should be: one per subject and signal at a time. */
export interface Alert {
  id: string;
  /** LOG: the action log as a whole. */
  subject: { kind: SubjectKind | 'LOG'; id: string };
  signal: Signal | 'LOG_PATTERNS';
  /** The detector that raised it. */
  detector: Detector | 'ISOLATION_FOREST';
  severity: AlertSeverity;
  cause: string;
  /** In the unit of the series; null when it has none. */
  value: number | null;
  expected: number | null;
  peakScore: number;
  evidence: Record<string, unknown>;
  settingsVersion: string;
  openedAt: Date;
  closedAt: Date | null;
}

/** A statistic of this many times its limit wakes somebody. */
const CRITICAL_SCORE = 5;

export const severityOf = (score: number): AlertSeverity =>
  score >= CRITICAL_SCORE ? 'CRITICAL' : 'WARNING';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const times = (logarithm: number): string => `${Math.exp(logarithm).toFixed(2)} times`;

/** What a signal's figures mean, in a sentence without money. */
export function causeOf(
  { kind, id }: Alert['subject'],
  signal: Signal,
  { value, expected }: { value: number | null; expected: number | null },
): string {
  const who = `${kind[0]}${kind.slice(1).toLowerCase()} ${id}`;
  const now = value ?? 0;
  const usual = expected === null ? '' : signal === 'QUEUE' ? `, ${waitOf(expected)} being usual` : '';
  switch (signal) {
    case 'LATENCY':
      return `${who} takes ${times(now)} its usual time per work unit.`;
    case 'COST':
      return `${who} costs ${times(now)} the usual per work unit.`;
    case 'ERRORS':
      return `${who} fails ${percent(now)} of its attempts.`;
    case 'THROTTLING':
      return `${who} asks to slow down in ${percent(now)} of its attempts.`;
    case 'QUEUE':
      return `${who} lets work wait ${waitOf(now)}${usual}.`;
    case 'STARTUP':
      return `${who} spends ${percent(now)} of its working time on getting ready.`;
    case 'UTILISATION':
      return `${who} is in use ${percent(now)} of the time.`;
    case 'BALANCE':
      return `The tokens of ${id} last ${now.toFixed(1)} hours at the pace of the last day.`;
  }
}

const waitOf = (logarithm: number): string => `${Math.round(Math.expm1(logarithm))} s`;

/** Page below `docs/runbooks/` for an alert of a signal. */
export const RUNBOOK_OF: Readonly<Record<Signal | 'LOG_PATTERNS', string>> = Object.freeze({
  LATENCY: 'provider-latency.md',
  COST: 'cost-per-unit.md',
  ERRORS: 'error-rate.md',
  THROTTLING: 'provider-throttling.md',
  QUEUE: 'gpu-saturation.md',
  STARTUP: 'cold-start.md',
  UTILISATION: 'gpu-saturation.md',
  BALANCE: 'token-depletion.md',
  LOG_PATTERNS: 'log-anomaly.md',
});

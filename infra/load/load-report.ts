import { quantile } from '../bench/statistics.ts';
import type { Sample } from './open-loop.ts';

/** How long answers may take at the 95th percentile, in milliseconds. */
export const BARS_MS = { read: 200, write: 400 } as const;
export const RECOVERY_BAR_S = 10;
/** Memory of api and workers over the steady rate, once they have run for so long. */
export const MEMORY_BAR_MIB_PER_MINUTE = 10;
const MEMORY_JUDGED_AFTER_S = 120;
/** What was declined was not written: more than this share of the writes, and the writes were not what they claim. */
const MOST_DECLINED = 0.05;

/** One phase, reads or writes. */
export interface PhaseFigures {
  sent: number;
  answered: number;
  /** By a rule of the studio; nothing was done. */
  declined: number;
  refused: number;
  failed: number;
  /** Answered per second. */
  ratePerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** One kind of operation at the steady rate. */
export interface OperationFigures {
  name: string;
  answered: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface LoadReport {
  steady: { seconds: number; read: PhaseFigures; write: PhaseFigures; operations: OperationFigures[] };
  burst: { seconds: number; read: PhaseFigures; write: PhaseFigures };
  /** From the burst's last arrival until a whole second was within the bars again; null: not while it was watched. */
  recoveredAfterS: number | null;
  subscribers: { sockets: number; lost: number; gaps: number; leastNotices: number; mostNotices: number };
  /** Results that agents delivered. */
  delivered: number;
  memory: { firstMiB: number; lastMiB: number; slopeMiBPerMinute: number } | null;
  audit: {
    uploads: number;
    uploadsLost: number;
    runs: number;
    runsLost: number;
    runsOpen: number;
    isLedgerBalanced: boolean;
  };
  /** What did not hold, in words; none: all of it did. */
  breaches: string[];
}

export function figuresOf(samples: readonly Sample[], kind: Sample['kind'], seconds: number): PhaseFigures {
  const own = samples.filter((sample) => sample.kind === kind);
  const took = own.filter(({ outcome }) => outcome === 'answered').map(({ tookMs }) => tookMs);
  const count = (outcome: Sample['outcome']): number => own.filter((one) => one.outcome === outcome).length;
  const at = (share: number): number | null => (took.length === 0 ? null : quantile(took, share));
  return {
    sent: own.length,
    answered: took.length,
    declined: count('declined'),
    refused: count('refused'),
    failed: count('failed'),
    ratePerSecond: took.length / seconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

/** Each kind of operation that was answered, slowest p99 first. */
export function operationsOf(samples: readonly Sample[]): OperationFigures[] {
  const took = new Map<string, number[]>();
  for (const { name, outcome, tookMs } of samples) {
    if (outcome !== 'answered') continue;
    const known = took.get(name);
    if (known) known.push(tookMs);
    else took.set(name, [tookMs]);
  }
  return [...took]
    .map(([name, times]) => ({
      name,
      answered: times.length,
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      p99Ms: quantile(times, 0.99),
    }))
    .sort((one, other) => other.p99Ms - one.p99Ms);
}

/**
 * Seconds from `fromMs` until the first whole second in which everything was answered within the bars.
 * @param samples of the calm after the burst, in whatever order
 */
export function recoveryOf(samples: readonly Sample[], fromMs: number, seconds: number): number | null {
  for (let second = 0; second < seconds; second += 1) {
    const within = samples.filter(
      ({ dueMs }) => dueMs >= fromMs + second * 1_000 && dueMs < fromMs + (second + 1) * 1_000,
    );
    const isCalm = (['read', 'write'] as const).every((kind) => {
      const own = within.filter((sample) => sample.kind === kind);
      return (
        own.length > 0 &&
        own.every(({ outcome }) => outcome === 'answered' || outcome === 'declined') &&
        quantile(
          own.map(({ tookMs }) => tookMs),
          0.95,
        ) < BARS_MS[kind]
      );
    });
    if (isCalm) return second;
  }
  return null;
}

/** What of the promises did not hold. */
export function breachesOf(report: Omit<LoadReport, 'breaches'>): string[] {
  const { steady, burst, recoveredAfterS, subscribers, audit } = report;
  const breaches: string[] = [];
  for (const kind of ['read', 'write'] as const) {
    const { p95Ms, failed, refused } = steady[kind];
    if (p95Ms === null || p95Ms >= BARS_MS[kind]) {
      breaches.push(
        `${kind}s took ${p95Ms?.toFixed(0) ?? 'for ever'} ms at p95; less than ${BARS_MS[kind]} is asked`,
      );
    }
    if (steady[kind].declined > MOST_DECLINED * steady[kind].sent) {
      breaches.push(
        `${steady[kind].declined} of ${steady[kind].sent} ${kind}s were declined, so nothing was done of them`,
      );
    }
    if (failed + refused > 0)
      breaches.push(`${failed} ${kind}s failed and ${refused} were refused at the steady rate`);
    if (burst[kind].failed > 0)
      breaches.push(`${burst[kind].failed} ${kind}s of the burst failed instead of being refused`);
  }
  if (recoveredAfterS === null || recoveredAfterS > RECOVERY_BAR_S) {
    breaches.push(`the studio was not itself again within ${RECOVERY_BAR_S} s of the burst`);
  }
  if (subscribers.lost + subscribers.gaps > 0) {
    breaches.push(`${subscribers.lost} sockets were lost and ${subscribers.gaps} gaps told`);
  }
  if (subscribers.leastNotices !== subscribers.mostNotices) {
    breaches.push(
      `sockets of one inbox got ${subscribers.leastNotices} to ${subscribers.mostNotices} notices`,
    );
  }
  const { memory } = report;
  if (
    memory &&
    steady.seconds >= MEMORY_JUDGED_AFTER_S &&
    memory.slopeMiBPerMinute > MEMORY_BAR_MIB_PER_MINUTE
  ) {
    breaches.push(`memory grew by ${memory.slopeMiBPerMinute.toFixed(1)} MiB a minute at the steady rate`);
  }
  if (report.delivered === 0) breaches.push('no agent delivered anything');
  if (audit.uploadsLost + audit.runsLost > 0) {
    breaches.push(`${audit.uploadsLost} uploads and ${audit.runsLost} runs were accepted and are not there`);
  }
  if (audit.runsOpen > 0) breaches.push(`${audit.runsOpen} runs have not ended`);
  if (!audit.isLedgerBalanced) breaches.push('the ledger does not add up');
  return breaches;
}

/** The report for a person. */
export function formatLoad(report: LoadReport): string {
  const ms = (value: number | null): string => (value === null ? '—' : `${value.toFixed(0)} ms`);
  const row = (name: string, figures: PhaseFigures): string =>
    [
      name.padEnd(14),
      `${figures.ratePerSecond.toFixed(0)}/s`.padStart(8),
      ms(figures.p50Ms).padStart(9),
      ms(figures.p95Ms).padStart(9),
      ms(figures.p99Ms).padStart(9),
      String(figures.refused).padStart(9),
      String(figures.failed).padStart(8),
    ].join('');
  const { subscribers, memory, audit } = report;
  return [
    `${''.padEnd(14)}${'answered'.padStart(8)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'p99'.padStart(9)}${'refused'.padStart(9)}${'failed'.padStart(8)}`,
    row('reads', report.steady.read),
    row('writes', report.steady.write),
    row('reads, burst', report.burst.read),
    row('writes, burst', report.burst.write),
    '',
    'The slowest at the steady rate:',
    ...report.steady.operations
      .slice(0, 5)
      .map(
        ({ name, p50Ms, p95Ms, p99Ms }) =>
          `  ${name.padEnd(28)}${ms(p50Ms).padStart(9)}${ms(p95Ms).padStart(9)}${ms(p99Ms).padStart(9)}`,
      ),
    ...(report.steady.write.declined > 0 ? [`${report.steady.write.declined} writes were declined.`] : []),
    '',
    `Itself again ${report.recoveredAfterS === null ? 'not while it was watched' : `${report.recoveredAfterS} s after the burst`}.`,
    `${subscribers.sockets} subscribers: ${subscribers.lost} lost, ${subscribers.gaps} gaps, ${subscribers.leastNotices} to ${subscribers.mostNotices} notices each.`,
    `Agents delivered ${report.delivered} results.`,
    memory
      ? `Memory of api and workers: ${memory.firstMiB.toFixed(0)} → ${memory.lastMiB.toFixed(0)} MiB, ${memory.slopeMiBPerMinute.toFixed(1)} MiB a minute at the steady rate.`
      : 'Memory cannot be read on this system.',
    `Afterwards: ${audit.uploads} uploads, ${audit.uploadsLost} lost; ${audit.runs} runs, ${audit.runsLost} lost, ${audit.runsOpen} open; ledger ${audit.isLedgerBalanced ? 'balanced' : 'NOT BALANCED'}.`,
    '',
    report.breaches.length === 0
      ? 'Everything held.'
      : report.breaches.map((breach) => `BREACH: ${breach}`).join('\n'),
  ].join('\n');
}

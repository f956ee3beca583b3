import type { RunMoneyQuery, RunReportQuery } from '@effect-studio/schema/generated/client';
import { type Interval, unionMs } from './platform-time.ts';

type Run = NonNullable<RunReportQuery['run']>;
type Money = NonNullable<RunMoneyQuery['run']>;

/** What `npm run demo -- --json` prints. Money is a decimal string of nano-USD. */
export interface DemoReport {
  status: string;
  correlationId: string;
  effectId: string | null;
  slug: string | null;
  winner: string | null;
  candidates: {
    provider: string;
    workflow: string;
    quality: {
      fidelity: number;
      artifacts: number;
      styleAdherence: number;
      temporalConsistency: number;
    } | null;
    composite: number | null;
    costNanoUsd: string | null;
    durationMs: number | null;
    outputUrl: string | null;
    sha256: string | null;
  }[];
  tokens: { reserved: number; consumed: number; refunded: number };
  margin: number | null;
  trace: { position: string; type: string; at: string; module: string }[];
  timings: { totalMs: number; mediaMs: number; platformMs: number };
}

/** Puts together what the creator and the admin see of one run. */
export function makeReport(run: Run, money: Money, wall: Interval, sending: readonly Interval[]): DemoReport {
  const costs = new Map(
    money.candidates.map((candidate) => [candidate.task.id, candidate.task.costNanoUsd ?? null]),
  );
  const media = money.trace.flatMap((event) =>
    event.mediaIntervals.map(({ startedAt, endedAt }) => ({
      startedAtMs: Date.parse(startedAt),
      endedAtMs: Date.parse(endedAt),
    })),
  );
  const mediaMs = unionMs([...media, ...sending], wall);
  const totalMs = wall.endedAtMs - wall.startedAtMs;
  const winner = run.candidates.find((candidate) => candidate.task.id === run.winner?.task.id);
  return {
    status: run.state,
    correlationId: run.correlationId,
    effectId: run.effect?.id ?? null,
    slug: run.effect?.slug ?? null,
    winner: winner?.workflow.id ?? null,
    candidates: run.candidates.map((candidate) => ({
      provider: candidate.provider.id,
      workflow: candidate.workflow.id,
      quality: partsOf(candidate.task.evaluation?.quality),
      composite: candidate.composite ?? null,
      costNanoUsd: costs.get(candidate.task.id) ?? null,
      durationMs: candidate.durationMs ?? null,
      outputUrl: candidate.outputUrl ?? null,
      sha256: candidate.sha256 ?? null,
    })),
    tokens: { reserved: run.reservedTokens, consumed: run.consumedTokens, refunded: run.refundedTokens },
    margin: money.statement?.margin ?? null,
    trace: money.trace.map(({ position, type, at, module }) => ({ position, type, at, module })),
    timings: { totalMs, mediaMs, platformMs: totalMs - mediaMs },
  };
}

function partsOf(
  quality:
    | { fidelity: number; artifacts: number; styleAdherence: number; temporalConsistency: number }
    | null
    | undefined,
) {
  if (!quality) return null;
  const { fidelity, artifacts, styleAdherence, temporalConsistency } = quality;
  return { fidelity, artifacts, styleAdherence, temporalConsistency };
}

/** The report as lines for a person. */
export function formatReport(report: DemoReport): string {
  const rows = report.candidates.map((candidate) => [
    candidate.workflow === report.winner ? '*' : ' ',
    candidate.provider,
    candidate.workflow,
    candidate.quality ? share(candidate.quality.fidelity) : '-',
    candidate.quality ? share(candidate.quality.artifacts) : '-',
    candidate.quality ? share(candidate.quality.styleAdherence) : '-',
    candidate.quality ? share(candidate.quality.temporalConsistency) : '-',
    candidate.composite === null ? '-' : share(candidate.composite),
    candidate.costNanoUsd === null ? 'unpriced' : dollars(candidate.costNanoUsd),
    candidate.durationMs === null ? '-' : `${(candidate.durationMs / 1_000).toFixed(2)} s`,
  ]);
  const table = columns([
    ['', 'provider', 'workflow', 'fidelity', 'artifacts', 'style', 'temporal', 'composite', 'cost', 'time'],
    ...rows,
  ]);
  const { tokens, timings } = report;
  return [
    table,
    '',
    `winner       ${report.winner ?? 'none'}${report.slug ? `, published as ${report.slug}` : ''}`,
    `tokens       ${tokens.reserved} reserved, ${tokens.consumed} charged, ${tokens.refunded} given back`,
    `margin       ${report.margin === null ? 'unknown' : `${(report.margin * 100).toFixed(2)}%`}`,
    `time         ${timings.totalMs} ms in all, ${timings.mediaMs} ms of media work, ${timings.platformMs} ms of the platform`,
    `correlation  ${report.correlationId}`,
    '',
    ...report.trace.map(
      (event) => `${event.position.padStart(7)}  ${event.at}  ${event.module.padEnd(14)} ${event.type}`,
    ),
  ].join('\n');
}

const share = (value: number): string => value.toFixed(3);

function dollars(nanoUsd: string): string {
  const padded = nanoUsd.padStart(10, '0');
  return `$${padded.slice(0, -9)}.${padded.slice(-9, -3)}`;
}

function columns(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

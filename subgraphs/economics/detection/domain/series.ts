import { wilsonInterval } from '../../statistics/wilson.ts';
import type { BucketFacts, CellFacts, FleetFacts } from './bucket-facts.ts';
import { nameOfCell } from './bucket-facts.ts';
import { againstReference, type CellReference, NO_REFERENCE } from './cell-reference.ts';
import type { Observation } from './series-monitor.ts';
import type { DetectionSettings } from './settings.ts';
import type { SeriesKey, Signal, Subject } from './subject.ts';

/** Normal quantile behind lower bounds of shares: they hold in 999 of 1,000 cases, since many series are watched. */
export const CERTAIN_Z = 3;

/** One point of one series. */
export interface Point extends SeriesKey {
  observation: Observation;
}

/**
 * The points that one bucket adds to the series of every provider, workflow, fleet and wallet. Latency and cost are
 * compared cell by cell with what is usual for the cell, and averaged by attempts: another mix of work is no change.
 * @param window the newest buckets, the present one last; shares are held against limits over all of them
 */
export function pointsOf(
  window: readonly BucketFacts[],
  references: ReadonlyMap<string, CellReference>,
  settings: DetectionSettings,
): Point[] {
  const now = window.at(-1);
  if (!now) return [];
  const cellsOf = (pick: (cell: CellFacts) => string) => Map.groupBy(now.cells, pick);
  const recentCells = window.slice(-settings.recentPoints).flatMap(({ cells }) => cells);
  const watch = (kind: 'PROVIDER' | 'WORKFLOW', pick: (cell: CellFacts) => string): Point[] =>
    [...cellsOf(pick)].flatMap(([id, cells]) => {
      const recent = recentCells.filter((cell) => pick(cell) === id);
      return workPoints({ kind, id }, cells, recent, references, settings);
    });
  return [
    ...watch('PROVIDER', ({ providerId }) => providerId),
    ...watch('WORKFLOW', ({ workflowId }) => workflowId),
    ...now.fleets.flatMap((fleet) =>
      fleetPoints(
        fleet,
        now.cells.filter((cell) => cell.fleet === fleet.fleet),
      ),
    ),
    ...now.wallets.map(({ ownerId, availableTokens, tokensPerDay }) =>
      point({ kind: 'OWNER', id: ownerId }, 'BALANCE', {
        // A wallet that is not spent from any more lasts: a year ends any alarm.
        value: tokensPerDay > 0 ? (24 * availableTokens) / tokensPerDay : 24 * 365,
        sampleCount: 1,
      }),
    ),
  ];
}

const point = (subject: Subject, signal: Signal, observation: Observation): Point => ({
  subject,
  signal,
  observation,
});

export const total = (cells: readonly CellFacts[], pick: (cell: CellFacts) => number): number =>
  cells.reduce((sum, cell) => sum + pick(cell), 0);

function workPoints(
  subject: Subject,
  cells: readonly CellFacts[],
  recent: readonly CellFacts[],
  references: ReadonlyMap<string, CellReference>,
  settings: DetectionSettings,
): Point[] {
  const attempts = total(cells, (cell) => cell.attempts);
  const compared = cells.map((cell) => ({
    cell,
    ...againstReference(cell, references.get(nameOfCell(cell)) ?? NO_REFERENCE, settings),
  }));
  const mean = (of: 'busy' | 'cost'): Observation => {
    const known = compared.flatMap((one) => {
      const value = one[of];
      if (value === null) return [];
      const delivered = one.cell.attempts - one.cell.failures;
      return [{ value, weight: of === 'busy' ? one.cell.steadyAttempts : delivered }];
    });
    const weight = known.reduce((sum, one) => sum + one.weight, 0);
    const value = weight > 0 ? known.reduce((sum, one) => sum + one.weight * one.value, 0) / weight : null;
    return { value, sampleCount: weight };
  };
  const share = (pick: (cell: CellFacts) => number): Observation => ({
    value: attempts > 0 ? total(cells, pick) / attempts : null,
    sampleCount: attempts,
    isShare: true,
    lowerBound: wilsonInterval(
      total(recent, pick),
      total(recent, (cell) => cell.attempts),
      CERTAIN_Z,
    ).lower,
  });
  return [
    point(subject, 'LATENCY', mean('busy')),
    point(subject, 'COST', mean('cost')),
    point(
      subject,
      'ERRORS',
      share((cell) => cell.failures),
    ),
    ...(subject.kind === 'PROVIDER'
      ? [
          point(
            subject,
            'THROTTLING',
            share((cell) => cell.throttledAttempts),
          ),
        ]
      : []),
  ];
}

function fleetPoints(fleet: FleetFacts, cells: readonly CellFacts[]): Point[] {
  const subject: Subject = { kind: 'FLEET', id: fleet.fleet };
  const attempts = total(cells, (cell) => cell.attempts);
  const waitMs = total(cells, (cell) => cell.queueWaitMs);
  const startupMs = total(cells, (cell) => cell.startupMs);
  const usefulMs = total(cells, (cell) => cell.busyMs);
  return [
    point(subject, 'QUEUE', {
      value: attempts > 0 ? Math.log1p(waitMs / attempts / 1_000) : null,
      sampleCount: attempts,
    }),
    point(subject, 'STARTUP', {
      value: startupMs + usefulMs > 0 ? startupMs / (startupMs + usefulMs) : null,
      sampleCount: attempts,
    }),
    point(subject, 'UTILISATION', {
      value: fleet.onlineMs > 0 ? Math.min(1, fleet.workingMs / fleet.onlineMs) : null,
      sampleCount: 1,
    }),
  ];
}

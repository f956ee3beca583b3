import {
  BUCKET_MS,
  type BucketFacts,
  type CellFacts,
  nameOfCell,
  type WalletFacts,
} from '../domain/bucket-facts.ts';

/** An attempt as far as detection looks at it. Times are epoch milliseconds. */
export interface WorldAttempt {
  providerId: string;
  workflowId: string;
  fleet: string;
  hasFailed: boolean;
  isThrottled: boolean;
  throttledMs: number;
  milliUnits: number;
  busyMs: number;
  startupMs: number;
  queueWaitMs: number;
  costNanoUsd: bigint;
  startedAt: number;
  endedAt: number;
}

/** The time that a machine was there for. */
export interface WorldSession {
  fleet: string;
  startedAt: number;
  endedAt: number;
}

/** What the simulated world did, in any order. */
export interface WorldRecord {
  attempts: readonly WorldAttempt[];
  sessions: readonly WorldSession[];
  /** Wallets at the end of a bucket. */
  walletsAt: (bucketStart: number) => readonly WalletFacts[];
}

/** Folds a record into buckets, as the SQL of the product folds executions. */
export function foldBuckets(record: WorldRecord, from: number, count: number): BucketFacts[] {
  const until = from + count * BUCKET_MS;
  const cells = Array.from({ length: count }, () => new Map<string, CellFacts>());
  const fleets = Array.from(
    { length: count },
    () => new Map<string, { onlineMs: number; workingMs: number; startedAgents: number }>(),
  );
  const machinesOf = (index: number, fleet: string) => {
    const known = fleets[index]!.get(fleet) ?? { onlineMs: 0, workingMs: 0, startedAgents: 0 };
    fleets[index]!.set(fleet, known);
    return known;
  };
  const spread = (start: number, end: number, add: (index: number, ms: number) => void): void => {
    for (
      let index = Math.max(0, Math.floor((start - from) / BUCKET_MS));
      index < count && from + index * BUCKET_MS < end;
      index += 1
    ) {
      const bucketStart = from + index * BUCKET_MS;
      const ms = Math.min(end, bucketStart + BUCKET_MS) - Math.max(start, bucketStart);
      if (ms > 0) add(index, ms);
    }
  };
  for (const session of record.sessions) {
    spread(session.startedAt, session.endedAt, (index, ms) => {
      machinesOf(index, session.fleet).onlineMs += ms;
    });
    if (session.startedAt >= from && session.startedAt < until) {
      machinesOf(Math.floor((session.startedAt - from) / BUCKET_MS), session.fleet).startedAgents += 1;
    }
  }
  for (const attempt of record.attempts) {
    if (attempt.endedAt < from || attempt.endedAt >= until) continue;
    const index = Math.floor((attempt.endedAt - from) / BUCKET_MS);
    machinesOf(index, attempt.fleet).workingMs += attempt.startupMs + attempt.busyMs;
    addAttempt(cells[index]!, attempt);
  }
  return cells.map((byName, index) => ({
    start: new Date(from + index * BUCKET_MS),
    cells: [...byName.values()],
    fleets: [...fleets[index]!].map(([fleet, sums]) => ({ fleet, ...sums })),
    wallets: record.walletsAt(from + index * BUCKET_MS),
  }));
}

function addAttempt(cells: Map<string, CellFacts>, attempt: WorldAttempt): void {
  const name = nameOfCell(attempt);
  const { providerId, workflowId, fleet } = attempt;
  const cell = cells.get(name) ?? {
    ...{ providerId, workflowId, fleet },
    ...{ attempts: 0, failures: 0, throttledAttempts: 0, throttledMs: 0, milliUnits: 0, busyMs: 0 },
    ...{
      steadyMilliUnits: 0,
      steadyBusyMs: 0,
      steadyAttempts: 0,
      startupMs: 0,
      queueWaitMs: 0,
      costNanoUsd: 0n,
    },
  };
  const delivered = attempt.hasFailed ? 0 : 1;
  const steady = attempt.startupMs === 0 && !attempt.isThrottled ? delivered : 0;
  cells.set(name, {
    ...cell,
    attempts: cell.attempts + 1,
    failures: cell.failures + 1 - delivered,
    throttledAttempts: cell.throttledAttempts + (attempt.isThrottled ? 1 : 0),
    throttledMs: cell.throttledMs + attempt.throttledMs,
    milliUnits: cell.milliUnits + delivered * attempt.milliUnits,
    busyMs: cell.busyMs + delivered * attempt.busyMs,
    steadyMilliUnits: cell.steadyMilliUnits + steady * attempt.milliUnits,
    steadyBusyMs: cell.steadyBusyMs + steady * attempt.busyMs,
    steadyAttempts: cell.steadyAttempts + steady,
    startupMs: cell.startupMs + attempt.startupMs,
    queueWaitMs: cell.queueWaitMs + attempt.queueWaitMs,
    costNanoUsd: cell.costNanoUsd + attempt.costNanoUsd,
  });
}

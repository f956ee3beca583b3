import { splitByLargestRemainder } from '@effect-studio/kernel/money';
import { costOfTime } from '../../rate-card/domain/rate-card.ts';

export const HOUR_MS = 3_600_000;

/** An attempt that a machine's cost is shared over. */
export interface SharingJob {
  taskId: string;
  attempt: number;
  agentId: string;
  startedAt: Date;
  endedAt: Date;
  /** Whole milliseconds of work. */
  busyMs: number;
  /** Whole milliseconds of getting ready, besides. */
  startupMs: number;
}

/** A machine that was there for a while. */
export interface OnlineMachine {
  agentId: string;
  startedAt: Date;
  /** Null: it still is. */
  endedAt: Date | null;
  /** What it costs per hour; null when the card does not say. */
  nanoUsdPerHour: bigint | null;
}

/** A cost that machines caused, and what every job bears of it. */
export interface SharedCost<Job> {
  /** The whole; null while a machine has no rate. */
  wholeNanoUsd: bigint | null;
  /** Parts that add up to the whole exactly; empty when nothing worked. */
  shares: { job: Job; costNanoUsd: bigint }[];
  /** What nobody worked for; null while a machine has no rate. */
  unallocatedNanoUsd: bigint | null;
}

/**
 * Shares a cost by weight, largest remainder first (Hamilton's method); equal remainders go to the smaller task id,
 * then the earlier attempt. Without any weight all of it stays unallocated.
 */
export function shareByWeight<Job extends { taskId: string; attempt: number }>(
  wholeNanoUsd: bigint | null,
  weighted: readonly { job: Job; weight: bigint }[],
): SharedCost<Job> {
  const bearing = weighted
    .filter(({ weight }) => weight > 0n)
    .sort((a, b) =>
      a.job.taskId === b.job.taskId ? a.job.attempt - b.job.attempt : a.job.taskId < b.job.taskId ? -1 : 1,
    );
  if (wholeNanoUsd === null || bearing.length === 0) {
    return { wholeNanoUsd, shares: [], unallocatedNanoUsd: wholeNanoUsd };
  }
  const parts = splitByLargestRemainder(
    wholeNanoUsd,
    bearing.map(({ weight }) => weight),
  );
  return {
    wholeNanoUsd,
    shares: bearing.map(({ job }, index) => ({ job, costNanoUsd: parts[index]! })),
    unallocatedNanoUsd: 0n,
  };
}

/** The startup of a machine's session, shared over the session's jobs by busy time. */
export function shareStartup<Job extends SharingJob>(
  machine: { startupMs: number; nanoUsdPerHour: bigint | null },
  jobs: readonly Job[],
): SharedCost<Job> {
  const whole =
    machine.nanoUsdPerHour === null ? null : costOfTime(machine.startupMs, machine.nanoUsdPerHour);
  return shareByWeight(
    whole,
    jobs.map((job) => ({ job, weight: BigInt(job.busyMs) })),
  );
}

/**
 * The idle time of a fleet in one hour, shared over the jobs of that hour by the busy time that lies in it. A machine
 * is idle while it is there and neither works nor gets ready for work; one that works on several jobs at once is
 * not idle for less than no time. Each machine's idle cost is rounded half-even before it is added.
 */
export function shareIdleHour<Job extends SharingJob>(
  hourStart: Date,
  machines: readonly OnlineMachine[],
  jobs: readonly Job[],
): SharedCost<Job> {
  const inHour = jobs.map((job) => ({
    job,
    busyMs: partInHour(job, job.busyMs, hourStart),
    startupMs: partInHour(job, job.startupMs, hourStart),
  }));
  const usedMs = new Map<string, number>();
  for (const { job, busyMs, startupMs } of inHour) {
    usedMs.set(job.agentId, (usedMs.get(job.agentId) ?? 0) + busyMs + startupMs);
  }
  const onlineMs = new Map<string, { ms: number; rate: bigint | null }>();
  for (const machine of machines) {
    const ms = overlapMs(machine.startedAt, machine.endedAt ?? endOf(hourStart), hourStart);
    const known = onlineMs.get(machine.agentId);
    onlineMs.set(machine.agentId, { ms: (known?.ms ?? 0) + ms, rate: machine.nanoUsdPerHour });
  }
  let whole: bigint | null = 0n;
  for (const [agentId, { ms, rate }] of onlineMs) {
    const idleMs = Math.max(0, ms - (usedMs.get(agentId) ?? 0));
    if (idleMs === 0) continue;
    whole = whole === null || rate === null ? null : whole + costOfTime(idleMs, rate);
  }
  return shareByWeight(
    whole,
    inHour.map(({ job, busyMs }) => ({ job, weight: BigInt(busyMs) })),
  );
}

/** The hours that a stretch of time touches, by their starts. */
export function hoursOf(from: Date, to: Date): Date[] {
  const first = hourOf(from).getTime();
  // A stretch that ends exactly on the hour does not touch the next one.
  const last = Math.max(first, hourOf(new Date(to.getTime() - 1)).getTime());
  return Array.from(
    { length: (last - first) / HOUR_MS + 1 },
    (_, index) => new Date(first + index * HOUR_MS),
  );
}

export const hourOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS);

const endOf = (hourStart: Date): Date => new Date(hourStart.getTime() + HOUR_MS);

/**
 * How much of a job's time falls into an hour: in proportion to how long it lay in each of its hours, by largest
 * remainder, so that the parts of all its hours add up to all of it.
 */
function partInHour(job: SharingJob, ms: number, hourStart: Date): number {
  if (ms === 0) return 0;
  const hours = hoursOf(job.startedAt, job.endedAt);
  const place = hours.findIndex((hour) => hour.getTime() === hourStart.getTime());
  if (place === -1) return 0;
  const overlaps = hours.map((hour) => BigInt(overlapMs(job.startedAt, job.endedAt, hour)));
  return Number(splitByLargestRemainder(BigInt(ms), overlaps)[place]);
}

function overlapMs(from: Date, to: Date, hourStart: Date): number {
  const start = Math.max(from.getTime(), hourStart.getTime());
  return Math.max(0, Math.min(to.getTime(), endOf(hourStart).getTime()) - start);
}

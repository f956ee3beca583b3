/** A task that waits for a machine. */
export interface WaitingTask {
  providerId: string;
  workflowId: string;
  /** Tasks of its provider that are given out before it, at least; counting ends at `COUNT_LIMIT`. */
  before: number;
  /** Machines that are at work now and could do it. */
  agents: number;
}

/** How fast a provider's machines work, as measured. */
export interface ProviderRate {
  /** Leases that are held now. */
  leased: number;
  /** Mean time of an attempt from its lease to its end, in milliseconds; null while none was made lately. */
  meanMs: number | null;
}

/** Where the work of a run stands in the queue. Durations in milliseconds. */
export interface QueuePlace {
  waitingTasks: number;
  /** Before that of its tasks which begins first. */
  tasksBefore: number;
  /** Until the first of them begins; null when nothing lets one tell. */
  beginsInMs: number | null;
  /** Until the last of them is rendered; null when nothing lets one tell. */
  endsInMs: number | null;
}

/** Further than this nobody counts. */
export const COUNT_LIMIT = 1_000;

/**
 * How long a task waits at the rate at which its provider's leases end now: each of `leased` machines becomes free once in
 * `meanMs`, and the tasks before it go first. What comes later and overtakes it by fairness is not known and not counted.
 */
function waitMs({ before, agents }: WaitingTask, { leased, meanMs }: ProviderRate): number | null {
  // Nobody can do it: it begins when a machine comes.
  if (agents === 0 || meanMs === null) return null;
  // Nothing is held although machines are there: it is about to be given out.
  if (leased === 0) return before === 0 ? 0 : (before * meanMs) / agents;
  return ((before + 1) * meanMs) / leased;
}

/** The place of a run's tasks; null when none of them waits. @param rates by provider */
export function queuePlace(
  tasks: readonly WaitingTask[],
  rates: ReadonlyMap<string, ProviderRate>,
): QueuePlace | null {
  if (tasks.length === 0) return null;
  const known = tasks.map((task) => {
    const rate = rates.get(task.providerId) ?? { leased: 0, meanMs: null };
    const begins = waitMs(task, rate);
    return { before: task.before, begins, ends: begins === null ? null : begins + (rate.meanMs ?? 0) };
  });
  const begins = known.flatMap((one) => (one.begins === null ? [] : [one.begins]));
  const ends = known.map((one) => one.ends);
  return {
    waitingTasks: tasks.length,
    tasksBefore: Math.min(...known.map(({ before }) => before)),
    beginsInMs: begins.length === 0 ? null : Math.round(Math.min(...begins)),
    endsInMs: ends.includes(null) ? null : Math.round(Math.max(...ends.filter((one) => one !== null))),
  };
}

import { v5 } from 'uuid';
import { WORLD_TENANT_ID } from '../world.ts';

/** A machine of the demo world. It has no GPU, as the world's workflows need none. */
export interface WorldMachine {
  id: string;
  name: string;
  /** Renders that it does side by side. */
  concurrency: number;
}

/** How one lease of a task went, as the books know it; times are milliseconds. */
export interface ToldAttempt {
  taskId: string;
  attempt: number;
  outcome: string;
  busyMs: number;
  startupMs: number;
  throttledCount: number;
  throttledMs: number;
}

/** One lease of a task on a machine, on the task's time. */
export interface WorldLease extends ToldAttempt {
  leaseId: string;
  machineId: string;
  readyAt: Date;
  startedAt: Date;
  endedAt: Date;
}

/** What leases are placed by: when a task waited from, when its last attempt ended, and its attempts in order. */
export interface TaskOnMachines {
  taskId: string;
  queuedAt: Date;
  endedAt: Date;
  attempts: readonly ToldAttempt[];
}

const machine = (name: string, concurrency: number): WorldMachine => ({
  id: v5(`machine:${name}`, WORLD_TENANT_ID),
  name,
  concurrency,
});

/** Three places with two machines each. */
export const WORLD_MACHINES: readonly WorldMachine[] = [
  machine('porto-1', 3),
  machine('porto-2', 2),
  machine('reykjavik-1', 3),
  machine('reykjavik-2', 2),
  machine('taipei-1', 2),
  machine('taipei-2', 1),
];

/**
 * Puts every attempt on the machine that has had a free place for longest, or else has one soonest.
 * The same tasks in the same order give the same leases.
 */
export function placeLeases(tasks: readonly TaskOnMachines[]): WorldLease[] {
  const places = WORLD_MACHINES.flatMap(({ id, concurrency }) =>
    Array.from({ length: concurrency }, () => ({ machineId: id, freeAt: 0 })),
  );
  return tasks.flatMap(attemptsInTime).map((lease) => {
    const place = places.reduce((a, b) => (b.freeAt < a.freeAt ? b : a));
    place.freeAt = lease.endedAt.getTime();
    return { ...lease, machineId: place.machineId };
  });
}

/** A task's attempts one after the other, the last of them ending when the task did. */
function attemptsInTime({ taskId, queuedAt, endedAt, attempts }: TaskOnMachines): WorldLease[] {
  const leases: WorldLease[] = [];
  let end = endedAt.getTime();
  for (const told of attempts.toReversed()) {
    const start = end - told.busyMs;
    leases.unshift({
      ...told,
      leaseId: v5(`lease:${told.attempt}`, taskId),
      machineId: '',
      readyAt: queuedAt,
      startedAt: new Date(start),
      endedAt: new Date(end),
    });
    end = start;
  }
  // Offered again when the attempt before it ended.
  return leases.map((lease, index) => ({ ...lease, readyAt: leases[index - 1]?.endedAt ?? queuedAt }));
}

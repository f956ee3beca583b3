import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLeases, type TaskOnMachines, WORLD_MACHINES } from './machine.ts';

const MOST_AT_ONCE = WORLD_MACHINES.reduce((sum, { concurrency }) => sum + concurrency, 0);
const attempt = (taskId: string, number: number, busyMs: number) => ({
  taskId,
  attempt: number,
  outcome: 'succeeded',
  busyMs,
  startupMs: 0,
  throttledCount: 0,
  throttledMs: 0,
});
const task = fc
  .record({
    taskId: fc.uuid(),
    endsAt: fc.integer({ min: 10_000_000, max: 10_060_000 }),
    busyMs: fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ taskId, endsAt, busyMs }): TaskOnMachines => {
    const lasted = busyMs.reduce((a, b) => a + b);
    return {
      taskId,
      queuedAt: new Date(endsAt - lasted - 100),
      endedAt: new Date(endsAt),
      attempts: busyMs.map((ms, index) => attempt(taskId, index + 1, ms)),
    };
  });

describe('the machines of the world', () => {
  it('work one attempt of a task after the other, the last ending with it', () => {
    fc.assert(
      fc.property(task, (one) => {
        const leases = placeLeases([one]);
        expect(leases.at(-1)!.endedAt).toEqual(one.endedAt);
        expect(leases.map(({ endedAt }) => endedAt).slice(0, -1)).toEqual(
          leases.map(({ readyAt }) => readyAt).slice(1),
        );
        expect(leases.every(({ readyAt, startedAt }) => readyAt <= startedAt)).toBe(true);
      }),
    );
  });

  it('hold no more leases at once than they may while no more are asked for than all may hold', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: MOST_AT_ONCE }), (tasks) => {
        const inOrder = tasks.toSorted((a, b) => a.queuedAt.getTime() - b.queuedAt.getTime());
        const leases = placeLeases(inOrder.map((one) => ({ ...one, attempts: one.attempts.slice(-1) })));
        for (const { id, concurrency } of WORLD_MACHINES) {
          const own = leases.filter(({ machineId }) => machineId === id);
          for (const { startedAt } of own) {
            const held = own.filter((other) => other.startedAt <= startedAt && other.endedAt > startedAt);
            expect(held.length).toBeLessThanOrEqual(concurrency);
          }
        }
      }),
    );
  });
});

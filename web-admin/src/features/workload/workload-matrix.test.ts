import { expect, it } from 'vitest';
import { type WorkCell, workloadMatrix } from './workload-matrix.ts';

const cell = (
  agent: string,
  fleet: string | null,
  effect: string,
  counts: Partial<WorkCell> = {},
): WorkCell => ({
  agent: { id: agent, fleet },
  workflow: { provider: { id: 'p', name: 'Provider' }, effectType: { id: effect, title: effect } },
  leasedCount: 0,
  succeededCount: 1,
  failedCount: 0,
  busyMs: 10,
  ...counts,
});

it('adds up machines and workflows per provider, fleet and effect', () => {
  const { rows, columns, sums } = workloadMatrix([
    cell('a', null, 'noir'),
    cell('a', null, 'noir', { failedCount: 2 }),
    cell('b', null, 'noir', { leasedCount: 1 }),
    cell('c', 'spot', 'glitch'),
  ]);
  expect(rows.map(({ name }) => name)).toEqual(['Provider · default', 'Provider · spot']);
  expect(columns.map(({ id }) => id)).toEqual(['glitch', 'noir']);
  const noir = sums.find(({ column }) => column === 'noir');
  expect(noir).toMatchObject({ succeededCount: 3, failedCount: 2, leasedCount: 1, busyMs: 30 });
  expect(noir?.agentIds.size).toBe(2);
});

import { expect, it } from 'vitest';
import { timelineBars } from './timeline-bars.ts';

const at = (second: number) => new Date(Date.UTC(2026, 4, 1) + second * 1000).toISOString();
const run = {
  createdAt: at(0),
  steps: [
    { at: at(2), from: 'AWAITING_MEDIA', to: 'RUNNING' },
    { at: at(8), from: 'RUNNING', to: 'FAILED' },
  ],
  candidates: [
    {
      role: 'CANDIDATE',
      provider: { name: 'Swift' },
      task: { id: 't', queuedAt: at(3), endedAt: null, status: 'FAILED', attempts: 2 },
    },
  ],
};

it('lets each state last until the next, and nothing last beyond the end of the run', () => {
  const bars = timelineBars(run, Date.parse(at(999)), true);
  expect(bars.map(({ name, fromMs, toMs }) => [name, toMs - fromMs])).toEqual([
    ['Awaiting media', 2000],
    ['Running', 6000],
    ['Failed', 0],
    ['Swift, candidate', 5000],
  ]);
  expect(bars.at(-1)?.note).toBe('failed, 2 attempts');
});

it('does not tell the state in which a run began twice', () => {
  const began = { ...run, steps: [{ at: at(0), to: 'AWAITING_MEDIA' }, ...run.steps] };
  expect(timelineBars(began, Date.parse(at(999)), true).map(({ name }) => name)).toEqual([
    'Awaiting media',
    'Running',
    'Failed',
    'Swift, candidate',
  ]);
});

it('lets what goes on last until now', () => {
  const bars = timelineBars({ ...run, steps: run.steps.slice(0, 1) }, Date.parse(at(20)), false);
  expect(bars.map(({ toMs }) => toMs)).toEqual([Date.parse(at(2)), Date.parse(at(20)), Date.parse(at(20))]);
});

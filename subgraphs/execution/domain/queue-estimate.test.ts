import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queuePlace, type WaitingTask } from './queue-estimate.ts';

const task: WaitingTask = { providerId: 'p', workflowId: 'w', before: 3, agents: 2 };
const rates = (leased: number, meanMs: number | null) => new Map([['p', { leased, meanMs }]]);

describe('the place of a run in the queue', () => {
  it('is none when nothing of it waits', () => {
    expect(queuePlace([], rates(2, 10_000))).toBeNull();
  });

  it('begins when the machines that work now are through with those before it', () => {
    expect(queuePlace([task], rates(2, 10_000))).toEqual({
      waitingTasks: 1,
      tasksBefore: 3,
      beginsInMs: 20_000,
      endsInMs: 30_000,
    });
  });

  it('tells of the task that begins first and of the one that ends last', () => {
    const both = [task, { ...task, before: 0 }];
    expect(queuePlace(both, rates(1, 10_000))).toMatchObject({
      tasksBefore: 0,
      beginsInMs: 10_000,
      endsInMs: 50_000,
    });
  });

  it('is about to begin when machines are free', () => {
    expect(queuePlace([{ ...task, before: 0 }], rates(0, 10_000))).toMatchObject({ beginsInMs: 0 });
  });

  it('is not guessed without figures or machines', () => {
    const unknown = { waitingTasks: 1, tasksBefore: 3, beginsInMs: null, endsInMs: null };
    expect(queuePlace([task], rates(2, null))).toEqual(unknown);
    expect(queuePlace([{ ...task, agents: 0 }], rates(0, 10_000))).toEqual(unknown);
    expect(queuePlace([task], new Map())).toEqual(unknown);
  });

  it('never gets later when fewer stand before it or more machines work', () => {
    const place = fc.record({
      before: fc.nat(999),
      leased: fc.integer({ min: 1, max: 64 }),
      meanMs: fc.integer({ min: 1, max: 600_000 }),
    });
    fc.assert(
      fc.property(place, ({ before, leased, meanMs }) => {
        const at = (less: number, more: number) =>
          queuePlace([{ ...task, before: before - less }], rates(leased + more, meanMs))!.beginsInMs!;
        return at(Math.min(1, before), 0) <= at(0, 0) && at(0, 1) <= at(0, 0);
      }),
    );
  });
});

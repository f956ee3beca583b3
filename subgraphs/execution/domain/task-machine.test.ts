import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, isOpen, MAX_STRIKES, type TaskOccurrence, type TaskSituation } from './task-machine.ts';

const epoch = fc.integer({ min: 0, max: 6 });
const occurrence: fc.Arbitrary<TaskOccurrence> = fc.oneof(
  fc.constant<TaskOccurrence>({ kind: 'lease' }),
  fc.constant<TaskOccurrence>({ kind: 'cancel' }),
  fc.constant<TaskOccurrence>({ kind: 'giveUpWaiting' }),
  epoch.map((value): TaskOccurrence => ({ kind: 'complete', epoch: value })),
  epoch.map((value): TaskOccurrence => ({ kind: 'handBack', epoch: value })),
  fc
    .tuple(epoch, fc.boolean())
    .map(([value, isRetryable]): TaskOccurrence => ({ kind: 'fail', epoch: value, isRetryable })),
  fc
    .tuple(epoch, fc.boolean())
    .map(
      ([value, isPastHardDeadline]): TaskOccurrence => ({ kind: 'expire', epoch: value, isPastHardDeadline }),
    ),
);

/** Every situation that a history of occurrences leads through. */
function history(
  occurrences: readonly TaskOccurrence[],
): { before: TaskSituation; on: TaskOccurrence; after: TaskSituation }[] {
  let task: TaskSituation = { state: 'WAITING', epoch: 0, strikes: 0 };
  return occurrences.map((on) => {
    const before = task;
    const outcome = decide(task, on);
    if (outcome.kind === 'moved')
      task = { state: outcome.to, epoch: outcome.epoch, strikes: outcome.strikes };
    return { before, on, after: task };
  });
}

const eachStep = (check: (step: ReturnType<typeof history>[number]) => void) =>
  fc.assert(fc.property(fc.array(occurrence, { maxLength: 40 }), (list) => history(list).forEach(check)));

describe('the states of a task', () => {
  it('never leave an end', () => {
    eachStep(({ before, after }) => {
      if (!isOpen(before.state)) expect(after).toEqual(before);
    });
  });

  it('raise the epoch with every lease and with nothing else', () => {
    eachStep(({ before, on, after }) => {
      const isLeased = on.kind === 'lease' && before.state === 'WAITING';
      expect(after.epoch).toBe(before.epoch + (isLeased ? 1 : 0));
    });
  });

  it('change nothing for the holder of an older lease', () => {
    eachStep(({ before, on, after }) => {
      if ('epoch' in on && on.epoch !== before.epoch) expect(after).toEqual(before);
    });
  });

  it('are failed at the latest by the last strike', () => {
    eachStep(({ after }) => {
      expect(after.strikes).toBeLessThanOrEqual(MAX_STRIKES);
      if (after.strikes === MAX_STRIKES) expect(after.state).toBe('FAILED');
    });
  });
});

describe('a result', () => {
  it('ends the task also when its lease expired and nobody else began', () => {
    expect(decide({ state: 'WAITING', epoch: 1, strikes: 1 }, { kind: 'complete', epoch: 1 })).toMatchObject({
      to: 'SUCCEEDED',
    });
  });

  it('is late for a task that was cancelled or given up', () => {
    for (const state of ['CANCELLED', 'FAILED'] as const) {
      expect(decide({ state, epoch: 1, strikes: 0 }, { kind: 'complete', epoch: 1 })).toEqual({
        kind: 'late',
      });
    }
  });

  it('is stale once another machine holds the task', () => {
    expect(decide({ state: 'LEASED', epoch: 2, strikes: 1 }, { kind: 'complete', epoch: 1 })).toEqual({
      kind: 'stale',
    });
  });

  it('is stale for a task that nobody ever leased', () => {
    expect(decide({ state: 'WAITING', epoch: 0, strikes: 0 }, { kind: 'complete', epoch: 0 })).toEqual({
      kind: 'stale',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { type RunHistory, runStages } from './run-stages.ts';
import type { RunStateName } from './run-words.ts';

const start = Date.parse('2026-05-01T12:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();

/** A run that went through the states, one second in each. */
function history(...path: RunStateName[]): RunHistory {
  return {
    state: path.at(-1)!,
    createdAt: at(0),
    steps: path.slice(1).map((to, index) => ({ at: at(index + 1), from: path[index]!, to })),
  };
}
const statuses = (run: RunHistory) => runStages(run, new Date(start + 60_000)).map(({ status }) => status);

describe('stages of a run', () => {
  it('has done steps before the present one and waiting ones after it', () => {
    const run = history('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING');
    expect(statuses(run)).toEqual(['done', 'done', 'active', ...Array(6).fill('waiting')]);
  });

  it('adds up the states of one step and lets the present one run on', () => {
    const stages = runStages(history('AWAITING_MEDIA', 'RESERVING', 'ANALYZING'), new Date(start + 7_500));
    expect(stages.map(({ elapsedMs }) => elapsedMs).slice(0, 3)).toEqual([2000, 5500, null]);
  });

  it('shows where a failed run stopped, and skips the rest', () => {
    const run = history('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'FAILED');
    expect(statuses(run).slice(0, 4)).toEqual(['done', 'stopped', 'skipped', 'skipped']);
    expect(runStages(run, new Date(start + 99_000))[1]?.elapsedMs).toBe(1000);
  });

  it('has waiting for a turn as its first step where the run had to, and stops there when it was cancelled meanwhile', () => {
    const waiting = history('QUEUED');
    expect(runStages(waiting, new Date(start + 3_000))[0]).toEqual({
      key: 'turn',
      label: 'Waiting for its turn',
      status: 'active',
      elapsedMs: 3_000,
    });
    expect(statuses(history('QUEUED', 'AWAITING_MEDIA')).slice(0, 2)).toEqual(['done', 'active']);
    expect(statuses(history('QUEUED', 'CANCELLED')).slice(0, 2)).toEqual(['stopped', 'skipped']);
    expect(statuses(history('AWAITING_MEDIA'))).toHaveLength(9);
  });

  it('waits for review again after another candidate was chosen', () => {
    const run = history('SELECTING', 'FINISHING', 'AWAITING_APPROVAL', 'FINISHING');
    expect(statuses(run).slice(5)).toEqual(['done', 'active', 'waiting', 'waiting']);
  });

  it('is done throughout once published, and skips review for a run that needs none', () => {
    expect(new Set(statuses(history('AWAITING_APPROVAL', 'PUBLISHING', 'PUBLISHED')))).toEqual(
      new Set(['done']),
    );
    expect(statuses(history('SELECTING', 'FINISHING', 'COMPLETED')).slice(6)).toEqual([
      'done',
      'skipped',
      'skipped',
    ]);
  });
});

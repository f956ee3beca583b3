import { expect, it } from 'vitest';
import { shownVersion } from './shown-version.ts';

const candidates = [
  { taskId: 'a', rank: 2, outputUrl: 'a.mp4' },
  { taskId: 'b', rank: 1, outputUrl: 'b.mp4' },
  { taskId: 'c', rank: null, outputUrl: null },
];

it('keeps what the person picked, else shows the winner, else the best', () => {
  expect(shownVersion({ candidates, winnerTaskId: 'b', pickedTaskId: 'a' })).toBe('a');
  expect(shownVersion({ candidates, winnerTaskId: 'a', pickedTaskId: null })).toBe('a');
  expect(shownVersion({ candidates, winnerTaskId: null, pickedTaskId: null })).toBe('b');
});

it('never shows a version that has no picture yet', () => {
  expect(shownVersion({ candidates, winnerTaskId: null, pickedTaskId: 'c' })).toBe('b');
  expect(shownVersion({ candidates: [], winnerTaskId: 'x', pickedTaskId: null })).toBeNull();
});

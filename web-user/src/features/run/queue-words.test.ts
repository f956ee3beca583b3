import { expect, it } from 'vitest';
import { queueWords, turnWords } from './queue-words.ts';

it('says how many are before a run and when it begins, as exactly as anybody can believe', () => {
  expect(queueWords({ tasksBefore: 3, beginsInMs: 4_200, endsInMs: 93_000 })).toBe(
    'About 3 renders are before yours. It begins in about 4 s. All of it is rendered in about 2 min.',
  );
  expect(queueWords({ tasksBefore: 0, beginsInMs: 42_900, endsInMs: null })).toBe(
    'You are next. It begins in about 45 s.',
  );
  expect(queueWords({ tasksBefore: 1, beginsInMs: null, endsInMs: null })).toBe(
    'About 1 render is before yours. When it begins cannot be told yet.',
  );
});

it('says what a run waits for that has not begun, and that nothing is set aside yet', () => {
  expect(turnWords({ reason: 'OWN_RUNS', place: 2, startsInMs: 61_000 })).toBe(
    'Waiting for your other runs: place 2. It begins in about 1 min. Its tokens are set aside when it begins.',
  );
  expect(turnWords({ reason: 'ALL_RUNS', place: 1, startsInMs: null })).toBe(
    'Waiting for a free place in the studio: place 1. When it begins cannot be told yet. Its tokens are set aside when it begins.',
  );
});

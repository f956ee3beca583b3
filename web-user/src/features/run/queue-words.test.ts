import { expect, it } from 'vitest';
import { queueWords } from './queue-words.ts';

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

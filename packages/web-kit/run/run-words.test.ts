import { expect, it } from 'vitest';
import { isEnded, statesOf } from './run-words.ts';

it('sorts every state into one group, and nothing that is over into what is worked on', () => {
  const groups = (['UNDER_WAY', 'READY', 'OVER'] as const).map(statesOf);
  const all = groups.flat();
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(17);
  expect(statesOf('UNDER_WAY').some(isEnded)).toBe(false);
  expect(statesOf('READY')).toEqual(['AWAITING_APPROVAL', 'PUBLISHING', 'PUBLISHED', 'COMPLETED']);
});

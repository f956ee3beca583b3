import { expect, it } from 'vitest';
import { messageInFull, messageWords } from './message-words.ts';

it('writes moments and classes of the platform as people read them', () => {
  const now = new Date('2026-11-26T17:30:00Z');
  expect(messageWords('Took 12 % of the weight until 2026-11-26T17:00:00.000Z.', now)).toBe(
    'Took 12 % of the weight until 30 min ago.',
  );
  expect(messageWords('PROVIDER_API_THROTTLING at provider cpu-swift.', now)).toBe(
    'Throttled provider at provider cpu-swift.',
  );
  expect(messageWords('SOME_NEW_CODE at 3', now)).toBe('SOME_NEW_CODE at 3');
  expect(messageInFull('until 2026-11-26T17:00:00Z')).toMatch(/^until 26 Nov 2026, \d\d:00:00 /);
});

import { expect, it } from 'vitest';
import { moneyWords } from './money-words.ts';

const run = {
  state: 'RUNNING',
  quotedTokens: 40,
  reservedTokens: 40,
  consumedTokens: 0,
  refundedTokens: 0,
} as const;

it('says what is held while the run is under way', () => {
  expect(moneyWords(run)).toBe('40 tk reserved, unused returns to you');
  expect(moneyWords({ ...run, reservedTokens: 0 })).toBe('Costs 40 tk, nothing reserved yet');
});

it('says what was charged for a result', () => {
  expect(moneyWords({ ...run, state: 'PUBLISHED', consumedTokens: 40 })).toBe('40 tk charged');
});

it('states the refund of a run that failed or was rejected', () => {
  expect(moneyWords({ ...run, state: 'FAILED', refundedTokens: 40 })).toBe(
    '40 tk returned to you, nothing charged',
  );
  expect(moneyWords({ ...run, state: 'REJECTED', consumedTokens: 40, refundedTokens: 40 })).toBe(
    '40 tk charged, 40 tk returned to you',
  );
});

it('does not claim a refund that is not booked yet', () => {
  expect(moneyWords({ ...run, state: 'FAILED' })).toBe('40 tk on their way back to you');
  expect(moneyWords({ ...run, state: 'FAILED', reservedTokens: 0 })).toBe('Nothing charged');
});

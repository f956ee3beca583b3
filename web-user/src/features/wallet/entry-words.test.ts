import { expect, it } from 'vitest';
import { changeWords, entryWords } from './entry-words.ts';

const entry = (kind: 'TOP_UP' | 'RESERVE' | 'CONSUME' | 'RELEASE' | 'REFUND', amountTokens: number) => ({
  kind,
  amountTokens,
  movedTokens: 40,
  reason: 'a reason',
});

it('says of every line what it did to the tokens that can be spent', () => {
  expect(changeWords(entry('TOP_UP', 40))).toBe('+40 tk');
  expect(changeWords(entry('RESERVE', -40))).toBe('\u221240 tk');
  expect(changeWords(entry('CONSUME', 0))).toBe('40 tk, paid');
  expect(entryWords(entry('RESERVE', -40)).note).toContain('40 tk wait');
  expect(entryWords(entry('REFUND', 40)).note).toBe('a reason');
});

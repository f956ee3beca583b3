import { expect, it } from 'vitest';
import { worstOf } from './use-footage.ts';

it('several clips are as far as the one that is furthest behind', () => {
  expect(worstOf([])).toBe('none');
  expect(worstOf(['ready', 'checking'])).toBe('checking');
  expect(worstOf(['ready', 'sending', 'checking'])).toBe('sending');
  expect(worstOf(['ready', 'refused', 'sending'])).toBe('refused');
});

import { expect, it } from 'vitest';
import { manifestCause } from './manifest-cause.ts';

it.each([
  ['schedule', 'On schedule'],
  ['override-01a2-expired', 'An order expired'],
  ['override-01a2', 'An order was given'],
  ['action-01a21c29-90cf-73f0-af4a-06e34622cd04-ended', 'An action of the engine ended'],
  ['action-01a21c29-90cf-73f0-af4a-06e34622cd04', 'An action of the engine began'],
  ['exploration-wallet:true:17', 'Exploration is out of money'],
  ['01a21c29-90cf-73f0-af4a-06e34622cd04', 'A provider changed'],
  ['something new', 'something new'],
])('tells people what %s is', (cause, words) => expect(manifestCause(cause)).toBe(words));

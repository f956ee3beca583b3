import { expect, it } from 'vitest';
import { refusalOf } from './sign-in.ts';

it('says the cause and the suggestion that the studio gave', () => {
  expect(
    refusalOf({ title: 'Refused', humanReadableCause: 'The code is wrong.', suggestedAction: 'Ask again.' }),
  ).toEqual({ humanReadableCause: 'The code is wrong.', suggestedAction: 'Ask again.' });
});

it('still says something when the answer is no problem document', () => {
  expect(refusalOf(null)).toEqual({
    humanReadableCause: 'Signing in did not work.',
    suggestedAction: 'Try again.',
  });
});

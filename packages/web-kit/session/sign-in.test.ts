import { expect, it } from 'vitest';
import { methodsOf, refusalOf } from './sign-in.ts';

it('says what the studio said, and how many attempts are left', () => {
  expect(
    refusalOf({ title: 'Refused', detail: 'The code is wrong. Ask for a new one.', attemptsLeft: 3 }),
  ).toEqual({
    humanReadableCause: 'The code is wrong. Ask for a new one.',
    suggestedAction: 'Attempts left: 3.',
  });
});

it('still says something when the answer is no problem document', () => {
  expect(refusalOf(null)).toEqual({
    humanReadableCause: 'Signing in did not work. Try again.',
    suggestedAction: '',
  });
});

it.each([
  [
    { code: false, oidc: true },
    { code: false, oidc: true },
  ],
  [{ code: true }, { code: true, oidc: false }],
  [null, { code: false, oidc: false }],
])('reads the ways to sign in from %o', (body, methods) => {
  expect(methodsOf(body)).toEqual(methods);
});

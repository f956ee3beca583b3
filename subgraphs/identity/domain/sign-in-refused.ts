import { type Problem, problem } from '@effect-studio/kernel/errors';

export type SignInRefused = Problem & { __typename: 'SignInRefused'; attemptsLeft: number };

/** The same words for a wrong code, a used one, an old one and an address nobody has. */
export function signInRefused(attemptsLeft: number): SignInRefused {
  const isLocked = attemptsLeft === 0;
  return problem(
    'SignInRefused',
    {
      title: isLocked ? 'Locked for a while' : 'Code not accepted',
      status: isLocked ? 429 : 401,
      humanReadableCause: isLocked
        ? 'Too many wrong codes were entered for this address.'
        : 'The code is wrong, too old or was used before.',
      suggestedAction: isLocked
        ? 'Wait 15 minutes, then ask for a new code.'
        : 'Check the code, or ask for a new one.',
    },
    { attemptsLeft },
  );
}

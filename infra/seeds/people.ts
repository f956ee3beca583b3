import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { issueSignInCode } from '@effect-studio/identity/use-cases/issue-sign-in-code';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import type { CallContext } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { v5 } from 'uuid';

/** A one-time code for one of the two people of an embedded studio. */
export interface SignIn {
  role: 'creator' | 'admin';
  email: string;
  code: string;
}

const PEOPLE = [
  { role: 'creator', email: 'creator@studio.local', displayName: 'Cleo Creator', roles: ['user'] },
  { role: 'admin', email: 'admin@studio.local', displayName: 'Ada Admin', roles: ['user', 'admin'] },
] as const;

const WELCOME_TOKENS = 10_000;
/** The codes are printed for a person who may first look at the apps. */
const CODE_TTL_MS = 24 * 3_600_000;

/** Registers a creator and an admin with filled wallets, and makes a fresh code for each. */
export async function seedPeople(
  call: (context: string) => CallContext,
): Promise<{ signIns: SignIn[]; adminId: string }> {
  const signIns: SignIn[] = [];
  let adminId = '';
  for (const person of PEOPLE) {
    const identity = call('identity');
    const { userId } = await registerPerson(identity, person);
    const { code } = await issueSignInCode(identity, { email: person.email, ttlMs: CODE_TTL_MS });
    signIns.push({ role: person.role, email: person.email, code });
    if (person.role === 'admin') adminId = userId;
    // The key follows from the person, so that every start asks for the same gift and it is booked once.
    const key = v5('welcome', userId);
    const booked = await topUpWallet(call('economics'), {
      userId,
      amountTokens: WELCOME_TOKENS,
      reason: 'Welcome',
      key,
    });
    if (isProblem(booked)) throw new Error(booked.humanReadableCause);
  }
  return { signIns, adminId };
}

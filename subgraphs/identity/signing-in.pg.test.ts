import { isProblem } from '@effect-studio/kernel/errors';
import { describe, expect, it } from 'vitest';
import { CODE_TTL_MS, LOCK_MS } from './domain/sign-in-code.ts';
import type { Mail } from './mail/mail-port.ts';
import {
  call,
  lookUp,
  newAddress,
  openStudio,
  redeem,
  registered,
  studio,
  wrongFor,
} from './testing/identity-studio.ts';
import { issueSignInCode } from './use-cases/issue-sign-in-code.ts';
import type { OpenedSession } from './use-cases/open-session.ts';
import { requestSignInCode } from './use-cases/request-sign-in-code.ts';

openStudio();

describe('registering a person', () => {
  it('answers the same person for the same address, however it is written, and tells the world once', async () => {
    const email = newAddress();
    const { userId } = await registered(email);
    expect(await registered(` ${email.toUpperCase()} `)).toMatchObject({ userId });
    const events = await studio.written('PersonRegistered.v1');
    expect(events.filter((event) => event.aggregateId === userId)).toHaveLength(1);
  });

  it('makes one person of two registrations at the same time', async () => {
    const email = newAddress();
    const [first, second] = await Promise.all([registered(email), registered(email)]);
    expect(first.userId).toBe(second.userId);
  });
});

describe('a one-time code', () => {
  it('opens one session and is used up', async () => {
    const { email, userId } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    const [first, second] = await Promise.all([redeem(email, code), redeem(email, code)]);
    const opened = [first, second].filter((result) => !isProblem(result)) as OpenedSession[];
    expect(opened).toHaveLength(1);
    expect(await lookUp(opened[0]!.token)).toMatchObject({ userId, roles: ['user'], scopes: ['user'] });
  });

  it('ends after ten minutes', async () => {
    const { email } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    studio.clock.advance(CODE_TTL_MS);
    expect(await redeem(email, code)).toMatchObject({ __typename: 'SignInRefused', attemptsLeft: 4 });
  });

  it('of somebody else opens nothing', async () => {
    const [anna, ben] = [await registered(), await registered()];
    const { code } = await issueSignInCode(call(), { email: anna.email });
    expect(await redeem(ben.email, code)).toMatchObject({ __typename: 'SignInRefused' });
  });

  it('is refused, right or not, after five wrong ones, also when a new code was sent in between', async () => {
    const { email } = await registered();
    for (const left of [4, 3, 2, 1, 0]) {
      const { code } = await issueSignInCode(call(), { email });
      expect(await redeem(email, wrongFor(code))).toMatchObject({ attemptsLeft: left });
      await requestSignInCode(call(), { email });
    }
    const { code } = await issueSignInCode(call(), { email, ttlMs: 3_600_000 });
    expect(await redeem(email, code)).toMatchObject({ status: 429, attemptsLeft: 0 });
    studio.clock.advance(LOCK_MS);
    expect(isProblem(await redeem(email, code))).toBe(false);
  });

  it('counts fifty guesses at once as five', async () => {
    const { email } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    const guesses = await Promise.all(Array.from({ length: 50 }, () => redeem(email, wrongFor(code))));
    const left = guesses.map((guess) =>
      isProblem(guess) && 'attemptsLeft' in guess ? guess.attemptsLeft : -1,
    );
    expect(left.sort()).toEqual([...Array<number>(46).fill(0), 1, 2, 3, 4]);
  });

  it('is mailed to registered addresses only, five times per quarter of an hour, and the answer tells nothing', async () => {
    const { email } = await registered();
    const mails: Mail[] = [];
    const mail = { send: async (_tx: unknown, message: Mail) => void mails.push(message) };
    for (let request = 0; request < 7; request += 1) await requestSignInCode(call(), { email }, mail);
    await requestSignInCode(call(), { email: newAddress() }, mail);
    expect(mails).toHaveLength(5);
    const code = /\d{6}/.exec(mails[4]!.text)![0];
    expect(isProblem(await redeem(email, code))).toBe(false);
  });
});

import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeDelivery } from './mail/shared-delivery.ts';
import { call, openStudio, registered, studio } from './testing/identity-studio.ts';
import { MailServer } from './testing/mail-server.ts';
import { deliverLetter } from './use-cases/deliver-letter.ts';

openStudio();
const server = new MailServer();
beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => {
  process.env.SMTP_URL = server.url;
});
afterEach(() => {
  closeDelivery();
  server.refusal = null;
  delete process.env.SMTP_URL;
});

const letterTo = (personId: string) => ({
  personId,
  letterId: newId(),
  subject: 'Dein Clip ist fertig',
  text: 'Schau ihn dir an.',
});

describe('a letter of another context', () => {
  it('goes at once to the address that only identity knows', async () => {
    const { email, userId } = await registered();
    const letter = letterTo(userId);
    expect(await deliverLetter(call(), letter)).toEqual({ outcome: 'SENT', cause: null });
    const got = server.letters.at(-1)!;
    expect(got.to).toEqual([email]);
    expect(got.text).toMatch(new RegExp(`Message-ID: <${letter.letterId}@`, 'i'));
    expect(got.text).toContain('Subject: Dein Clip ist fertig');
  });

  it('that the server refuses for good is told apart from one that it does not take now, without the address', async () => {
    const { email, userId } = await registered();
    server.refusal = `550 no box ${email} here`;
    const refused = await deliverLetter(call(), letterTo(userId));
    expect(refused.outcome).toBe('REFUSED');
    expect(refused.cause).toContain('no box the address here');
    server.refusal = '451 come back later';
    expect((await deliverLetter(call(), letterTo(userId))).outcome).toBe('NOT_TAKEN');
  });

  it('has no way without a mail server, or to somebody without an address', async () => {
    const { userId } = await registered();
    expect((await deliverLetter(call(), letterTo(newId()))).outcome).toBe('NO_ADDRESS');
    delete process.env.SMTP_URL;
    expect((await deliverLetter(call(), letterTo(userId))).outcome).toBe('NO_MAIL_SERVER');
  });

  it('is sent for the studio’s own contexts alone', async () => {
    const { userId } = await registered();
    const { errors } = await studio.execute(
      'identity',
      admin(),
      'mutation($input: DeliverLetterInput!) { deliverLetter(input: $input) { outcome } }',
      { input: letterTo(userId) },
    );
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

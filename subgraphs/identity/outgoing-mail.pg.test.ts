import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDelivery } from './mail/shared-delivery.ts';
import { tableMail } from './mail/table-mail.ts';
import { call, newAddress, openStudio, redeem, registered, studio } from './testing/identity-studio.ts';
import { MailServer } from './testing/mail-server.ts';
import { requestSignInCode } from './use-cases/request-sign-in-code.ts';

openStudio();
const server = new MailServer();
beforeAll(async () => {
  await server.open();
  process.env.SMTP_URL = server.url;
  process.env.SMTP_FROM = 'Effect Studio <studio@example.org>';
});
afterAll(() => {
  closeDelivery();
  server.close();
  delete process.env.SMTP_URL;
  delete process.env.SMTP_FROM;
});

const waiting = async (): Promise<number> =>
  (await studio.ownerPool.query('select 1 from identity.outgoing_mail')).rowCount ?? 0;

describe('a letter with a code', () => {
  it('goes to the mail server, opens a session, and is kept no longer', async () => {
    const { email } = await registered();
    await requestSignInCode(call(), { email }, tableMail);
    expect(await waiting()).toBe(1);
    await studio.settle();
    const letter = server.letters.at(-1)!;
    expect(letter.to).toEqual([email]);
    expect(letter.text).toMatch(/From: "?Effect Studio"? <studio@example.org>/);
    const code = /Your code is (\d{6})/.exec(letter.text)![1]!;
    expect(await redeem(email, code)).toMatchObject({ token: expect.any(String) });
    expect(await waiting()).toBe(0);
  });

  it('is sent to nobody who is not registered', async () => {
    const before = server.letters.length;
    await requestSignInCode(call(), { email: newAddress() }, tableMail);
    await studio.settle();
    expect(server.letters).toHaveLength(before);
  });

  it('that is too late to be of use is not sent any more', async () => {
    const before = server.letters.length;
    await requestSignInCode(call(), { email: (await registered()).email }, tableMail);
    studio.clock.advance(10 * 60_000);
    await studio.settle();
    expect(server.letters).toHaveLength(before);
    expect(await waiting()).toBe(0);
  });
});

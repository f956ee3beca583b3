import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { describe, expect, it } from 'vitest';
import type { Mail } from './mail/mail-port.ts';
import {
  call,
  lookUp,
  newAddress,
  openStudio,
  redeem,
  registered,
  signedIn,
  studio,
} from './testing/identity-studio.ts';
import { issueSignInCode } from './use-cases/issue-sign-in-code.ts';
import type { OpenedSession } from './use-cases/open-session.ts';
import { registerPerson } from './use-cases/register-person.ts';
import { requestSignInCode } from './use-cases/request-sign-in-code.ts';

openStudio();

/** Somebody of another tenant than the first one. */
async function foreigner(email = newAddress()) {
  const tenantId = newId();
  await studio.ownerPool.query(`insert into identity.tenant values ($1, 'Another studio', now(), now())`, [
    tenantId,
  ]);
  const there = studio.call('identity', systemCaller(tenantId));
  const { userId } = await registerPerson(there, { email, displayName: 'Cleo', roles: ['user', 'admin'] });
  return { email, userId, tenantId, there };
}

describe('somebody of another tenant', () => {
  it('signs in at the same door and is in their own tenant', async () => {
    const { email, userId, tenantId, there } = await foreigner();
    const { code } = await issueSignInCode(there, { email });
    const opened = (await redeem(email, code)) as OpenedSession;
    expect(opened.session.tenantId).toBe(tenantId);
    expect(await lookUp(opened.token)).toMatchObject({ userId, roles: ['user', 'admin'] });
  });

  it('is sent a code by the first page, which does not know of tenants', async () => {
    const { email } = await foreigner();
    const sent: Mail[] = [];
    await requestSignInCode(
      call(),
      { email },
      { send: (_tx, mail) => Promise.resolve(void sent.push(mail)) },
    );
    expect(sent.map(({ to }) => to)).toEqual([email]);
  });

  it('does not take the place of somebody of the first tenant with the same address', async () => {
    const { email, userId } = await registered();
    await foreigner(email);
    expect((await signedIn(email)).person.id).toBe(userId);
  });
});

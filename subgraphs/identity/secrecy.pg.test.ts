import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import {
  call,
  dump,
  enrol,
  enrolmentToken,
  openStudio,
  publicKey,
  registered,
  signedIn,
  studio,
} from './testing/identity-studio.ts';
import { issueSignInCode } from './use-cases/issue-sign-in-code.ts';
import { requestSignInCode } from './use-cases/request-sign-in-code.ts';

openStudio();

describe('internal questions', () => {
  it.each([
    'sessionIdentity(tokenHash: "00") { userId }',
    `machineIdentity(clientId: "${newId()}") { clientId }`,
  ])('are refused for admins: %s', async (field) => {
    const result = await studio.execute('identity', admin(), `{ ${field} }`);
    expect(result.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

it('keeps no address, token or code in clear in the database', async () => {
  const { email } = await registered();
  const { code } = await issueSignInCode(call(), { email });
  await requestSignInCode(call(), { email });
  const { token } = await signedIn(email);
  const enrolment = await enrolmentToken();
  await enrol(enrolment, publicKey());
  const text = await dump();
  expect(text).toContain('Anna');
  for (const secret of [email, email.split('@')[0]!, token, enrolment, 'Your code is']) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  }
  expect(text.split(/[^0-9]+/)).not.toContain(code);
});

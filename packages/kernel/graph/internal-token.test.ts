import { generateKeyPairSync } from 'node:crypto';
import { admin } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { InternalTokens } from './internal-token.ts';

function tokens(): InternalTokens {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return new InternalTokens({ privateKeyPem: privateKey, publicKeyPem: publicKey });
}

describe('an internal token', () => {
  it('carries caller and correlation id unchanged', async () => {
    const own = tokens();
    const call = { caller: admin(), correlationId: newId() };
    expect(await own.verify(await own.sign(call))).toEqual(call);
  });

  it('is refused when another key signed it, or when it was touched', async () => {
    const call = { caller: admin(), correlationId: newId() };
    const [own, other] = [tokens(), tokens()];
    await expect(own.verify(await other.sign(call))).rejects.toMatchObject({
      code: 'INTERNAL_TOKEN_INVALID',
    });
    const [head, , signature] = (await own.sign(call)).split('.');
    const forged = Buffer.from(JSON.stringify({ caller: { ...call.caller, scopes: ['internal'] } })).toString(
      'base64url',
    );
    await expect(own.verify(`${head}.${forged}.${signature}`)).rejects.toMatchObject({
      code: 'INTERNAL_TOKEN_INVALID',
    });
  });
});

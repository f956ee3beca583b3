import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Signatures } from './signatures.ts';

function signatures(): Signatures {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return new Signatures({ privateKeyPem: privateKey, publicKeyPem: publicKey });
}

describe('signatures', () => {
  it('hold for the message, the purpose and the key that they were made with, and for no other', () => {
    const studio = signatures();
    const signature = studio.sign('manifest', 'abc');
    expect(studio.isValid('manifest', 'abc', signature)).toBe(true);
    expect(studio.isValid('manifest', 'abd', signature)).toBe(false);
    expect(studio.isValid('receipt', 'abc', signature)).toBe(false);
    expect(signatures().isValid('manifest', 'abc', signature)).toBe(false);
    expect(studio.isValid('manifest', 'abc', '')).toBe(false);
  });
});

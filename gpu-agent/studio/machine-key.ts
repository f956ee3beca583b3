import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Who this machine is to the studio. */
export interface MachineIdentity {
  /** Ed25519; never leaves this machine. */
  privateKeyJwk: JWK;
  /** Null until the machine is enrolled. */
  clientId: string | null;
}

/** The public half of a key, as it is enrolled. */
export function publicJwk({ kty, crv, x }: JWK): JWK {
  return { kty, crv, x };
}

/** Reads the machine's identity, or makes a key on first use. The file is readable by its owner only. */
export async function loadIdentity(keyFile: string): Promise<MachineIdentity> {
  try {
    return JSON.parse(await readFile(keyFile, 'utf8')) as MachineIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const identity: MachineIdentity = { privateKeyJwk: await exportJWK(privateKey), clientId: null };
  await saveIdentity(keyFile, identity);
  return identity;
}

/** Writes the identity so that a crash leaves the old file or the new one, never half of one. */
export async function saveIdentity(keyFile: string, identity: MachineIdentity): Promise<void> {
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  await writeFile(`${keyFile}.new`, JSON.stringify(identity), { mode: 0o600 });
  await chmod(`${keyFile}.new`, 0o600);
  await rename(`${keyFile}.new`, keyFile);
}

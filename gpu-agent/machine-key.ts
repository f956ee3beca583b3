import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Who this machine is to the studio. */
export interface MachineIdentity {
  /** Ed25519; never leaves this machine. */
  privateKeyJwk: JWK;
  /** Null until the machine is enrolled. */
  clientId: string | null;
}

const FILE = 'machine.json';

/** The public half of a key, as it is enrolled. */
export function publicJwk({ kty, crv, x }: JWK): JWK {
  return { kty, crv, x };
}

/** Reads the machine's identity, or makes a key on first use. The file is readable by its owner only. */
export async function loadIdentity(stateDir: string): Promise<MachineIdentity> {
  try {
    return JSON.parse(await readFile(join(stateDir, FILE), 'utf8')) as MachineIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const identity: MachineIdentity = { privateKeyJwk: await exportJWK(privateKey), clientId: null };
  await saveIdentity(stateDir, identity);
  return identity;
}

/** Writes the identity so that a crash leaves the old file or the new one, never half of one. */
export async function saveIdentity(stateDir: string, identity: MachineIdentity): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, FILE);
  await writeFile(`${path}.new`, JSON.stringify(identity), { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

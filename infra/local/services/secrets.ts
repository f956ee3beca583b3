import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeJsonFile } from './state-file.ts';

/** Everything secret that a local studio generates for itself. */
export interface LocalSecrets {
  /** 32 random bytes in hex; role passwords, field encryption and cookie keys derive from it. */
  readonly studioSecret: string;
  readonly postgresPassword: string;
  readonly redisPassword: string;
  readonly objectStoreAccessKeyId: string;
  readonly objectStoreSecretAccessKey: string;
  /** One-use right of the local agent to enrol itself. */
  readonly agentEnrolmentToken: string;
  /** Ed25519, PKCS#8 PEM: signs the gateway's internal tokens. */
  readonly internalTokenPrivateKey: string;
  /** Ed25519, SPKI PEM. */
  readonly internalTokenPublicKey: string;
  /** Of this studio as a sender of pushes (RFC 8292): P-256, 65 bytes in base64url. */
  readonly vapidPublicKey: string;
  /** 32 bytes in base64url. */
  readonly vapidPrivateKey: string;
}

/** Reads `secrets.json` (mode 0600) of a state directory; what is missing in it is generated and kept. */
export function openSecrets(stateDir: string): LocalSecrets {
  const file = path.join(stateDir, 'secrets.json');
  const kept: Partial<LocalSecrets> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const generated = generate();
  const secrets = { ...generated, ...kept };
  // A key pair is kept or replaced as a whole.
  if (!kept.internalTokenPrivateKey || !kept.internalTokenPublicKey) {
    secrets.internalTokenPrivateKey = generated.internalTokenPrivateKey;
    secrets.internalTokenPublicKey = generated.internalTokenPublicKey;
  }
  if (!kept.vapidPublicKey || !kept.vapidPrivateKey) {
    secrets.vapidPublicKey = generated.vapidPublicKey;
    secrets.vapidPrivateKey = generated.vapidPrivateKey;
  }
  if (Object.keys(kept).length !== Object.keys(secrets).length) writeJsonFile(file, secrets, 0o600);
  chmodSync(file, 0o600);
  return secrets;
}

function generate(): LocalSecrets {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const pushes = createECDH('prime256v1');
  pushes.generateKeys();
  return {
    studioSecret: randomBytes(32).toString('hex'),
    postgresPassword: randomBytes(24).toString('base64url'),
    redisPassword: randomBytes(24).toString('base64url'),
    objectStoreAccessKeyId: `STUDIO${randomBytes(7).toString('hex').toUpperCase()}`,
    objectStoreSecretAccessKey: randomBytes(30).toString('base64url'),
    agentEnrolmentToken: randomBytes(32).toString('base64url'),
    internalTokenPrivateKey: pair.privateKey,
    internalTokenPublicKey: pair.publicKey,
    vapidPublicKey: pushes.getPublicKey('base64url'),
    // As a number it may begin with zeros, which are not written.
    vapidPrivateKey: Buffer.from(pushes.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  };
}

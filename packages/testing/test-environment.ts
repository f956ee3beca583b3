import { generateKeyPairSync } from 'node:crypto';
import { type KernelConfig, readKernelConfig } from '@effect-studio/kernel/config';

const keys = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** Shared by all tests of one PostgreSQL, because roles and their passwords are cluster-wide. */
const TEST_STUDIO_SECRET = 'effect-studio-tests-effect-studio-tests';

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: run the tests through "npm test", which starts PostgreSQL, Redis and the object store`,
    );
  return value;
}

/** Redis database of this test process, so that files running side by side do not meet. */
function redisUrl(): string {
  const url = new URL(required('TEST_REDIS_URL'));
  url.pathname = `/${Number(process.env.VITEST_POOL_ID ?? '1') % 16}`;
  return url.toString();
}

/** The configuration of a studio under test over the given database. */
export function testConfig(databaseUrl: string): KernelConfig {
  return readKernelConfig({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl(),
    S3_ENDPOINT: required('TEST_S3_ENDPOINT'),
    S3_REGION: process.env.TEST_S3_REGION ?? 'us-east-1',
    S3_ACCESS_KEY_ID: required('TEST_S3_ACCESS_KEY_ID'),
    S3_SECRET_ACCESS_KEY: required('TEST_S3_SECRET_ACCESS_KEY'),
    S3_BUCKET: required('TEST_S3_BUCKET'),
    STUDIO_SECRET: TEST_STUDIO_SECRET,
    INTERNAL_TOKEN_PRIVATE_KEY: keys.privateKey,
    INTERNAL_TOKEN_PUBLIC_KEY: keys.publicKey,
    STUDIO_MODE: 'embedded',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  });
}

/** Owner URL of the test cluster. */
export const clusterUrl = (): string => required('TEST_DATABASE_URL');

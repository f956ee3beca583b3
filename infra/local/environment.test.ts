import { expect, test } from 'vitest';
import { studioEnvironment, studioMode } from './environment.ts';

const input = {
  stateDir: '/state',
  services: {
    databaseUrl: 'postgresql://database',
    redisUrl: 'redis://queue',
    s3: { endpoint: 'http://store', region: 'r', accessKeyId: 'id', secretAccessKey: 'key', bucket: 'b' },
    ffmpegPath: '/ffmpeg',
    ffprobePath: '/ffprobe',
  },
  secrets: {
    studioSecret: 'secret',
    postgresPassword: 'p',
    redisPassword: 'p',
    objectStoreAccessKeyId: 'id',
    objectStoreSecretAccessKey: 'key',
    agentEnrolmentToken: 'enrol',
    internalTokenPrivateKey: 'private',
    internalTokenPublicKey: 'public',
    vapidPublicKey: 'made-public',
    vapidPrivateKey: 'made-private',
  },
  ports: { api: 4000, webUser: 4001, webAdmin: 4002, workers: 4010 },
  given: {
    PATH: '/bin',
    GEMINI_API_KEY: 'gemini',
    UNRELATED_TOKEN: 'stays out',
    COMFYUI_URL: 'http://comfy',
    ADMIN_EMAILS: 'anna@example.org',
  },
};

test('gives the servers the engines, the secrets and the ports', () => {
  const { api, workers } = studioEnvironment({ ...input, webDirs: { user: '/user', admin: '/admin' } });
  expect(workers).toMatchObject({
    DATABASE_URL: 'postgresql://database',
    REDIS_URL: 'redis://queue',
    S3_ENDPOINT: 'http://store',
    S3_PUBLIC_ENDPOINT: 'http://store',
    STUDIO_SECRET: 'secret',
    STUDIO_MODE: 'embedded',
    API_PORT: '4000',
    WORKERS_PORT: '4010',
    GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
  });
  expect(api).toMatchObject({ WEB_USER_DIR: '/user', WEB_ADMIN_DIR: '/admin' });
});

test('signs pushes with the pair of the person where both keys are given, else with the one made here', () => {
  const made = { VAPID_PUBLIC_KEY: 'made-public', VAPID_PRIVATE_KEY: 'made-private' };
  const own = { VAPID_PUBLIC_KEY: 'own-public', VAPID_PRIVATE_KEY: 'own-private' };
  expect(studioEnvironment(input).workers).toMatchObject(made);
  expect(studioEnvironment({ ...input, given: { VAPID_PUBLIC_KEY: 'own-public' } }).workers).toMatchObject(
    made,
  );
  expect(studioEnvironment({ ...input, given: own }).workers).toMatchObject(own);
});

test('keeps databases, stores and keys from the agent', () => {
  const names = Object.keys(studioEnvironment(input)['gpu-agent']);
  expect(names.filter((name) => /DATABASE|REDIS|S3_|SECRET|INTERNAL|GEMINI|VAPID/.test(name))).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining(['AGENT_ENROLMENT_TOKEN', 'GATEWAY_URL', 'FFMPEG_PATH', 'COMFYUI_URL']),
  );
});

test('tells the enrolment token to the agent and to seeding alone', () => {
  const knowing = Object.entries(studioEnvironment(input)).filter(
    ([, env]) => 'AGENT_ENROLMENT_TOKEN' in env,
  );
  expect(knowing.map(([name]) => name).sort()).toEqual(['gpu-agent', 'seed']);
});

test('passes adapter settings on and nothing else of what the person has set', () => {
  const { workers } = studioEnvironment(input);
  expect(workers).toMatchObject({
    GEMINI_API_KEY: 'gemini',
    COMFYUI_URL: 'http://comfy',
    ADMIN_EMAILS: 'anna@example.org',
  });
  expect(workers).not.toHaveProperty('UNRELATED_TOKEN');
});

test.each([
  [{}, 'embedded'],
  [{ REDIS_URL: 'redis://x' }, 'embedded'],
  [{ DATABASE_URL: '' }, 'embedded'],
  [{ DATABASE_URL: 'postgresql://x' }, 'production'],
  [{ OIDC_ISSUER: 'https://id.example.org' }, 'production'],
])('seeds sign-ins only over its own database and identities: %o is %s', (given, mode) => {
  expect(studioMode(given)).toBe(mode);
});

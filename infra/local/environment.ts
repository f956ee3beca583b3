import type { ResolvedServices } from './services/resolve-services.ts';
import type { LocalSecrets } from './services/secrets.ts';

export type ChildName = 'api' | 'workers' | 'gpu-agent';

export interface StudioPorts {
  readonly api: number;
  readonly webUser: number;
  readonly webAdmin: number;
  readonly workers: number;
}

export interface EnvironmentInput {
  readonly stateDir: string;
  readonly services: Pick<ResolvedServices, 'databaseUrl' | 'redisUrl' | 's3' | 'ffmpegPath' | 'ffprobePath'>;
  readonly secrets: LocalSecrets;
  readonly ports: StudioPorts;
  /** Built folders; absent when Vite serves the apps or they are not wanted. */
  readonly webDirs?: { readonly user: string; readonly admin: string };
  /** What the person set; some of it is passed on, see `passedOn`. */
  readonly given: NodeJS.ProcessEnv;
}

export type StudioEnvironment = Readonly<Record<ChildName | 'migrate' | 'seed', Record<string, string>>>;

/** `embedded` seeds sign-ins with printed codes; never over a real database or beside a real identity provider. */
export type StudioMode = 'embedded' | 'production';

export function studioMode(given: NodeJS.ProcessEnv): StudioMode {
  return given.DATABASE_URL || given.OIDC_ISSUER ? 'production' : 'embedded';
}

/** Settings of adapters that a person may give to `npm start`, by prefix. */
const passedOn = {
  server:
    /^(ADVICE|INTAKE|OIDC|RATE_LIMIT|LLM|GEMINI|OPENAI|COMFYUI|SMTP|SPOT_CHECK|STRIPE|OTEL|PAGER|VAPID|NOTIFICATIONS|SMS|MEDIA_CDN|ACTION_LOG|AUDIT_TRAIL)_|^(ADMIN_EMAILS|PUBLIC_API_URL|MAX_OPERATIONS_IN_FLIGHT|REPORTING_DATABASE_URL|TRUSTED_PROXIES|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/,
  agent: /^(COMFYUI|OTEL|AGENT)_|^(HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/,
};

/**
 * The environment contract between the supervisor and its children: exactly these names, and to each child only
 * what it needs (the agent never sees the database). Ports and sizes are decimal strings.
 */
export function studioEnvironment(input: EnvironmentInput): StudioEnvironment {
  const { services, secrets, ports, given } = input;
  const gatewayUrl = `http://127.0.0.1:${ports.api}/graphql`;
  const base = {
    PATH: given.PATH ?? '',
    HOME: given.HOME ?? '',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NODE_ENV: 'production',
    LOG_LEVEL: given.LOG_LEVEL ?? 'info',
    STUDIO_MODE: studioMode(given),
    STUDIO_STATE_DIR: input.stateDir,
    APOLLO_TELEMETRY_DISABLED: '1',
    GATEWAY_URL: gatewayUrl,
  };
  const media = { FFMPEG_PATH: services.ffmpegPath, FFPROBE_PATH: services.ffprobePath };
  const enrolment = { AGENT_ENROLMENT_TOKEN: secrets.agentEnrolmentToken };
  const server = {
    ...pick(given, passedOn.server),
    ...base,
    ...media,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    S3_ENDPOINT: services.s3.endpoint,
    S3_PUBLIC_ENDPOINT: given.S3_PUBLIC_ENDPOINT || services.s3.endpoint,
    S3_REGION: services.s3.region,
    S3_ACCESS_KEY_ID: services.s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: services.s3.secretAccessKey,
    S3_BUCKET: services.s3.bucket,
    STUDIO_SECRET: given.STUDIO_SECRET || secrets.studioSecret,
    INTERNAL_TOKEN_PRIVATE_KEY: given.INTERNAL_TOKEN_PRIVATE_KEY || secrets.internalTokenPrivateKey,
    INTERNAL_TOKEN_PUBLIC_KEY: given.INTERNAL_TOKEN_PUBLIC_KEY || secrets.internalTokenPublicKey,
    ...vapid(given, secrets),
    API_PORT: String(ports.api),
    WEB_USER_PORT: String(ports.webUser),
    WEB_ADMIN_PORT: String(ports.webAdmin),
    WORKERS_PORT: String(ports.workers),
  };
  const web: Record<string, string> = input.webDirs
    ? { WEB_USER_DIR: input.webDirs.user, WEB_ADMIN_DIR: input.webDirs.admin }
    : {};
  return {
    migrate: server,
    seed: { ...server, ...enrolment },
    api: { ...server, ...web },
    // Where the studio is one machine, its fleets are processes here.
    workers: { ...server, FLEET_SCALER: given.FLEET_SCALER ?? 'local' },
    'gpu-agent': { ...pick(given, passedOn.agent), ...base, ...media, ...enrolment },
  };
}

/** A pair that belongs together: that of the person, or the one made here. */
function vapid(given: NodeJS.ProcessEnv, secrets: LocalSecrets): Record<string, string> {
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = given;
  return VAPID_PUBLIC_KEY && VAPID_PRIVATE_KEY
    ? { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }
    : { VAPID_PUBLIC_KEY: secrets.vapidPublicKey, VAPID_PRIVATE_KEY: secrets.vapidPrivateKey };
}

function pick(given: NodeJS.ProcessEnv, names: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value !== undefined && names.test(name) ? [[name, value]] : [],
    ),
  );
}

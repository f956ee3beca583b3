import type { EmbeddedProcess } from './embedded-process.ts';
import { findMediaPrograms } from './ffmpeg.ts';
import { LocalFault } from './local-fault.ts';
import { type S3Access, startObjectStore } from './object-store.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { ServiceContext } from './service-context.ts';
import { stopStaleProcesses } from './stale-processes.ts';

/** The engines that a studio runs on, embedded or replaced by real ones. */
export interface ResolvedServices {
  /** Connects as the database's owner. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly s3: S3Access;
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  /** Those that run here; the others were given by the environment. */
  readonly embedded: readonly EmbeddedService[];
  /** Ends what was started here, and nothing else. */
  stop(): Promise<void>;
}

export interface EmbeddedService {
  readonly name: 'postgres' | 'redis' | 'object-store';
  readonly process: EmbeddedProcess;
  /** Starts it again, at the same address, after it has ended. */
  startAgain(): Promise<EmbeddedProcess>;
}

/**
 * Brings up PostgreSQL, Redis and an object store below the state directory, and finds ffmpeg and ffprobe.
 * DATABASE_URL, REDIS_URL and S3_ENDPOINT (with S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_BUCKET, S3_REGION)
 * replace the embedded ones. When one cannot be had, those already started are ended again.
 *
 * @throws LocalFault with what to install or set
 */
export async function resolveServices(
  context: ServiceContext,
  env: NodeJS.ProcessEnv,
): Promise<ResolvedServices> {
  const externalStore = externalS3(env);
  await stopStaleProcesses(context.stateDir);
  const embedded: EmbeddedService[] = [];
  const embed = async <T extends { process: EmbeddedProcess }>(
    name: EmbeddedService['name'],
    start: (context: ServiceContext) => Promise<T>,
  ): Promise<T> => {
    const service = await start(context);
    embedded.push({ name, process: service.process, startAgain: async () => (await start(context)).process });
    return service;
  };
  const stop = async () => void (await Promise.allSettled(embedded.map((service) => service.process.stop())));
  const starts = await Promise.allSettled([
    env.DATABASE_URL || embed('postgres', startPostgres).then(({ url }) => url),
    env.REDIS_URL || embed('redis', startRedis).then(({ url }) => url),
    externalStore ?? embed('object-store', startObjectStore).then(({ access }) => access),
    findMediaPrograms(context.toolsDir, env),
  ]);
  const [databaseUrl, redisUrl, s3, media] = starts;
  if (
    databaseUrl.status === 'fulfilled' &&
    redisUrl.status === 'fulfilled' &&
    s3.status === 'fulfilled' &&
    media.status === 'fulfilled'
  ) {
    const addresses = { databaseUrl: databaseUrl.value, redisUrl: redisUrl.value, s3: s3.value };
    return { ...addresses, ...media.value, embedded, stop };
  }
  await stop();
  throw starts.find((start) => start.status === 'rejected')?.reason;
}

/** @throws LocalFault `S3_INCOMPLETE` when an endpoint is given without what belongs to it */
export function externalS3(env: NodeJS.ProcessEnv): S3Access | null {
  if (!env.S3_ENDPOINT) return null;
  const names = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'S3_BUCKET'] as const;
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new LocalFault('S3_INCOMPLETE', `S3_ENDPOINT is set, but ${missing.join(', ')} is not.`);
  }
  return {
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION || 'us-east-1',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
    bucket: env.S3_BUCKET ?? '',
  };
}

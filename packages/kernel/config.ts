import { z } from 'zod';
import { StudioError } from './errors.ts';

/**
 * Reads a package's configuration from the environment once, validates it and freezes it.
 * @throws StudioError `CONFIG_INVALID` that names every fault at once
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<z.infer<Schema>> {
  const result = schema.safeParse(environment);
  if (result.success) return Object.freeze(result.data);
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n');
  throw new StudioError('CONFIG_INVALID', `The environment is not complete:\n${faults}`);
}

const port = z.coerce.number().int().min(0).max(65535);

/** What every server process of the studio needs. */
export const kernelConfigSchema = z.object({
  DATABASE_URL: z.string().startsWith('postgres'),
  /** A streaming replica of the same cluster, by the same database; reports are read from it. Default: from the primary. */
  REPORTING_DATABASE_URL: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.string().startsWith('postgres').optional(),
  ),
  REDIS_URL: z.string().startsWith('redis'),
  S3_ENDPOINT: z.url(),
  /** The endpoint as browsers and agents reach it; the same as S3_ENDPOINT unless told otherwise. */
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1),
  S3_SECRET_ACCESS_KEY: z.string().min(1),
  S3_BUCKET: z.string().min(3),
  /** 32 random bytes in hex; role passwords, field keys and cookie keys are derived from it. */
  STUDIO_SECRET: z.string().min(32),
  INTERNAL_TOKEN_PRIVATE_KEY: z.string().includes('PRIVATE KEY'),
  INTERNAL_TOKEN_PUBLIC_KEY: z.string().includes('PUBLIC KEY'),
  STUDIO_MODE: z.enum(['embedded', 'production']).default('production'),
  GATEWAY_URL: z.url().default('http://127.0.0.1:4000/graphql'),
  /** Base URL of the API port as clients know it, when it is not that of GATEWAY_URL; media are found there. */
  PUBLIC_API_URL: z.url().optional(),
  /** Base URL of a CDN that pulls `/media/` from the API port. Default: media come from the studio itself. */
  MEDIA_CDN_URL: z.url().optional(),
  /** Where that CDN is told what to drop: `POST {"paths": […]}`, with the token as bearer. */
  MEDIA_CDN_PURGE_URL: z.url().optional(),
  MEDIA_CDN_PURGE_TOKEN: z.string().min(1).optional(),
  WORKERS_PORT: port.default(4010),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Connections of one process to PostgreSQL, all contexts together. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(13).max(60).default(50),
});
export type KernelConfig = Readonly<z.infer<typeof kernelConfigSchema>>;

export function readKernelConfig(environment?: NodeJS.ProcessEnv): KernelConfig {
  return readConfig(kernelConfigSchema, environment);
}

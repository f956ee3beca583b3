import { z } from 'zod';

const schema = z.object({
  OBJECT_STORE_DIR: z.string().min(1),
  OBJECT_STORE_HOST: z.string().default('127.0.0.1'),
  OBJECT_STORE_PORT: z.coerce.number().int().min(0).max(65_535),
  OBJECT_STORE_REGION: z.string().default('us-east-1'),
  OBJECT_STORE_ACCESS_KEY_ID: z.string().min(1),
  OBJECT_STORE_SECRET_ACCESS_KEY: z.string().min(8),
  /** Separated by commas. */
  OBJECT_STORE_BUCKETS: z.string().default(''),
});

export interface ObjectStoreConfig {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly buckets: readonly string[];
}

/** The only reader of the environment in this package. @throws ZodError naming every fault at once */
export function readConfig(env: NodeJS.ProcessEnv): ObjectStoreConfig {
  const values = schema.parse(env);
  return Object.freeze({
    directory: values.OBJECT_STORE_DIR,
    host: values.OBJECT_STORE_HOST,
    port: values.OBJECT_STORE_PORT,
    region: values.OBJECT_STORE_REGION,
    credentials: {
      accessKeyId: values.OBJECT_STORE_ACCESS_KEY_ID,
      secretAccessKey: values.OBJECT_STORE_SECRET_ACCESS_KEY,
    },
    buckets: values.OBJECT_STORE_BUCKETS.split(',').filter((name) => name !== ''),
  });
}

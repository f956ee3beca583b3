import type { S3Access } from '../local/services/object-store.ts';

/** Where a process of the kernel finds the object store, in the words of its environment. */
export function storeEnvironment(access: S3Access): Record<string, string> {
  return {
    S3_ENDPOINT: access.endpoint,
    S3_REGION: access.region,
    S3_ACCESS_KEY_ID: access.accessKeyId,
    S3_SECRET_ACCESS_KEY: access.secretAccessKey,
    S3_BUCKET: access.bucket,
  };
}

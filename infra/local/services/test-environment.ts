import type { ResolvedServices } from './resolve-services.ts';

/** What tests find in their environment: the engines under names that no production process reads. */
export function testEnvironment(services: ResolvedServices): Record<string, string> {
  return {
    TEST_DATABASE_URL: services.databaseUrl,
    TEST_REDIS_URL: services.redisUrl,
    TEST_S3_ENDPOINT: services.s3.endpoint,
    TEST_S3_REGION: services.s3.region,
    TEST_S3_ACCESS_KEY_ID: services.s3.accessKeyId,
    TEST_S3_SECRET_ACCESS_KEY: services.s3.secretAccessKey,
    TEST_S3_BUCKET: services.s3.bucket,
    FFMPEG_PATH: services.ffmpegPath,
    FFPROBE_PATH: services.ffprobePath,
  };
}

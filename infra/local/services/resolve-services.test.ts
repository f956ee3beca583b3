import { expect, test } from 'vitest';
import { externalS3 } from './resolve-services.ts';

const complete = {
  S3_ENDPOINT: 'https://s3.example.org',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
  S3_BUCKET: 'bucket',
};

test('uses the embedded object store when no endpoint is given', () => {
  expect(externalS3({ ...complete, S3_ENDPOINT: undefined })).toBeNull();
  expect(externalS3({ ...complete, S3_ENDPOINT: '' })).toBeNull();
});

test('takes a real store as given, with us-east-1 unless told otherwise', () => {
  const taken = {
    endpoint: 'https://s3.example.org',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    bucket: 'bucket',
  };
  expect(externalS3(complete)).toEqual({ ...taken, region: 'us-east-1' });
  expect(externalS3({ ...complete, S3_REGION: 'eu-west-1' })).toEqual({ ...taken, region: 'eu-west-1' });
});

test('names everything that is missing beside an endpoint', () => {
  expect(() => externalS3({ S3_ENDPOINT: 'https://s3.example.org', S3_BUCKET: 'bucket' })).toThrow(
    'S3_ENDPOINT is set, but S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY is not.',
  );
});

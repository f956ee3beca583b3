import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, it } from 'vitest';
import { encode, Presigner } from './presign.ts';

const identity = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};

it('signs the example of the AWS documentation as it is printed there', () => {
  const url = new Presigner(identity).sign({
    method: 'GET',
    url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
    expiresInSeconds: 86_400,
    now: new Date('2013-05-24T00:00:00Z'),
  });
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

it('agrees with the SDK about keys and parameters that must be escaped', async () => {
  const now = new Date('2026-11-26T12:00:00Z');
  const key = "media/a b+c'(é)*/proxy!.mp4";
  const client = new S3Client({
    region: identity.region,
    credentials: identity,
    endpoint: 'http://127.0.0.1:9000',
    forcePathStyle: true,
  });
  const disposition = 'attachment; filename="my clip.mp4"';
  const theirs = new URL(
    await getSignedUrl(
      client,
      new GetObjectCommand({ Bucket: 'studio', Key: key, ResponseContentDisposition: disposition }),
      { expiresIn: 60, signingDate: now },
    ),
  );
  const own = new Set([
    'X-Amz-Signature',
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
  ]);
  own.add('X-Amz-SignedHeaders');
  const query = Object.fromEntries([...theirs.searchParams].filter(([name]) => !own.has(name)));
  const ours = new URL(
    new Presigner(identity).sign({
      method: 'GET',
      url: new URL(`http://127.0.0.1:9000/studio/${key.split('/').map(encode).join('/')}`),
      query,
      expiresInSeconds: 60,
      now,
    }),
  );
  expect(ours.searchParams.get('X-Amz-Signature')).toBe(theirs.searchParams.get('X-Amz-Signature'));
  client.destroy();
});

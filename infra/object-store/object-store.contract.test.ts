import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createObjectStore } from './server.ts';

const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret-key' };
const bucket = 'contract';
let directory: string;
let server: Server;
let endpoint: string;
let offsetMs = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'object-store-'));
  const now = () => new Date(Date.now() + offsetMs);
  server = await createObjectStore({ directory, region: 'us-east-1', credentials, buckets: [bucket], now });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

function clientWith(
  checksums: 'WHEN_REQUIRED' | 'WHEN_SUPPORTED',
  secretAccessKey = credentials.secretAccessKey,
) {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { ...credentials, secretAccessKey },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    maxAttempts: 1,
  });
}

describe.each(['WHEN_REQUIRED', 'WHEN_SUPPORTED'] as const)('with the AWS SDK, checksums %s', (checksums) => {
  let s3: S3Client;
  const keyOf = (name: string) => `${checksums}/${name}`;
  const textAt = async (key: string, range?: string) => {
    const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
    return got.Body?.transformToString();
  };
  beforeAll(() => {
    s3 = clientWith(checksums);
  });

  test('gives back a buffer with its type and metadata', async () => {
    const Key = keyOf('plain & <odd> "name" ü+1.txt');
    const Metadata = { origin: 'test' };
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello world', ContentType: 'text/plain', Metadata }),
    );
    expect(await textAt(Key)).toBe('hello world');
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 11, ContentType: 'text/plain', Metadata });
    expect(head.ETag).toBe('"5eb63bbbe01eeed093cb22bb8f5acdc3"');
  });

  test('gives back a stream of several megabytes unchanged', async () => {
    const content = randomBytes(3 * 1024 * 1024 + 17);
    const pieces = Array.from({ length: 49 }, (_, index) =>
      content.subarray(index * 65_536, (index + 1) * 65_536),
    );
    const Body = Readable.from(pieces.filter((piece) => piece.length > 0));
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: keyOf('stream'), Body, ContentLength: content.length }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf('stream') }));
    expect(content.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  test('stores an empty object', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf('empty'), Body: '' }));
    expect(await textAt(keyOf('empty'))).toBe('');
  });

  test('answers ranges, also by suffix, and 416 beyond the end', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf('ranged'), Body: 'hello world' }));
    expect(await textAt(keyOf('ranged'), 'bytes=6-8')).toBe('wor');
    expect(await textAt(keyOf('ranged'), 'bytes=-3')).toBe('rld');
    expect(await textAt(keyOf('ranged'), 'bytes=6-')).toBe('world');
    await expect(textAt(keyOf('ranged'), 'bytes=11-')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('refuses to replace an object under If-None-Match *, also when two write at once', async () => {
    const put = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf('once'), Body, IfNoneMatch: '*' }));
    const results = await Promise.allSettled([put('one'), put('two'), put('three')]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await expect(put('four')).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });

  test('joins parts that were uploaded by presigned URLs in any order', async () => {
    const Key = keyOf('multipart');
    const created = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key, ContentType: 'video/mp4' }),
    );
    const presigner = clientWith('WHEN_REQUIRED');
    const Parts: { PartNumber: number; ETag?: string }[] = [];
    for (const PartNumber of [2, 1]) {
      const command = new UploadPartCommand({ Bucket: bucket, Key, UploadId: created.UploadId, PartNumber });
      const url = await getSignedUrl(presigner, command, { expiresIn: 60 });
      const headers = { origin: 'http://localhost:5173' };
      const response = await fetch(url, {
        method: 'PUT',
        body: Buffer.alloc(5 * 1024 * 1024, PartNumber),
        headers,
      });
      expect(response.headers.get('access-control-expose-headers')).toContain('ETag');
      Parts.unshift({ PartNumber, ETag: response.headers.get('etag') ?? undefined });
    }
    const listed = await s3.send(new ListPartsCommand({ Bucket: bucket, Key, UploadId: created.UploadId }));
    expect(listed.Parts?.map((part) => part.Size)).toEqual([5 * 1024 * 1024, 5 * 1024 * 1024]);
    const joined = { Bucket: bucket, Key, UploadId: created.UploadId, MultipartUpload: { Parts } };
    const completed = await s3.send(new CompleteMultipartUploadCommand(joined));
    expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 10 * 1024 * 1024, ContentType: 'video/mp4' });
    const seam = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, Range: 'bytes=5242879-5242880' }));
    expect([...((await seam.Body?.transformToByteArray()) ?? [])]).toEqual([1, 2]);
    await expect(s3.send(new CompleteMultipartUploadCommand(joined))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('lists and aborts an upload, and refuses wrong or too small parts', async () => {
    const Key = keyOf('aborted');
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const parts: { PartNumber: number; ETag?: string }[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await s3.send(
        new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber, Body: 'tiny' }),
      );
      parts.push({ PartNumber, ETag });
    }
    const complete = (Parts: typeof parts) =>
      s3.send(
        new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
    await expect(complete([{ PartNumber: 1, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([...parts].reverse())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: Key }));
    expect(uploads.Uploads).toMatchObject([{ Key, UploadId }]);
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    await expect(s3.send(new ListPartsCommand({ Bucket: bucket, Key, UploadId }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('lists by prefix, page after page, and by folder', async () => {
    const keys = ['a/1', 'a/2', 'a/3', 'b/1', 'c'].map((name) => keyOf(`list/${name}`));
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const Prefix = keyOf('list/');
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: 2, ContinuationToken }),
      );
      seen.push(...(page.Contents ?? []).map((object) => object.Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(keys);
    const folders = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: keyOf('list/'), Delimiter: '/' }),
    );
    expect(folders.CommonPrefixes).toEqual([{ Prefix: keyOf('list/a/') }, { Prefix: keyOf('list/b/') }]);
    expect(folders.Contents).toMatchObject([
      { Key: keyOf('list/c'), Size: Buffer.byteLength(keyOf('list/c')) },
    ]);
  });

  test('copies and deletes', async () => {
    const [from, to] = [keyOf('from ü'), keyOf('to')];
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: from, Body: 'copied', ContentType: 'text/css' }),
    );
    const CopySource = encodeURIComponent(`${bucket}/${from}`);
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource }));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: from }));
    expect(await textAt(to)).toBe('copied');
    await expect(textAt(from)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const Delete = { Objects: [{ Key: to }, { Key: keyOf('never there') }] };
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    expect(deleted.Deleted?.map((object) => object.Key)).toEqual([to, keyOf('never there')]);
    await expect(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: to }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('creates buckets and knows which exist', async () => {
    const Bucket = `made-${checksums.toLowerCase().replace('_', '-')}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new HeadBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'not-made' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('presigned URLs', () => {
  const presigned = (Key: string, expiresIn = 60, more = {}) =>
    getSignedUrl(clientWith('WHEN_REQUIRED'), new GetObjectCommand({ Bucket: bucket, Key, ...more }), {
      expiresIn,
    });
  beforeAll(async () => {
    await clientWith('WHEN_REQUIRED').send(
      new PutObjectCommand({ Bucket: bucket, Key: 'signed', Body: 'secret' }),
    );
  });

  test('let in whoever holds them and set the headers that were signed into them', async () => {
    const more = {
      ResponseContentType: 'video/mp4',
      ResponseContentDisposition: 'attachment; filename="a.mp4"',
    };
    const response = await fetch(await presigned('signed', 60, more));
    expect(await response.text()).toBe('secret');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.mp4"');
  });

  test('keep metadata that was signed into an upload URL', async () => {
    const command = new PutObjectCommand({ Bucket: bucket, Key: 'with-metadata', Metadata: { run: '7' } });
    const s3 = clientWith('WHEN_REQUIRED');
    expect((await fetch(await getSignedUrl(s3, command), { method: 'PUT', body: 'x' })).status).toBe(200);
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'with-metadata' }));
    expect(head.Metadata).toEqual({ run: '7' });
  });

  test('are refused when anything in them was changed', async () => {
    const url = await presigned('signed');
    const changed = [url.replace('/signed', '/other'), url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')];
    for (const one of [...changed, `${url}&response-content-type=text/html`]) {
      expect((await fetch(one)).status).toBe(403);
    }
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url, { headers: { 'x-amz-meta-added': '1' } })).status).toBe(403);
  });

  test('are refused once expired', async () => {
    const url = await presigned('signed', 60);
    offsetMs = 61_000;
    const status = await fetch(url).then((response) => response.status);
    offsetMs = 0;
    expect(status).toBe(403);
  });
});

describe('what nobody may do', () => {
  test('anonymous requests and those signed with a wrong secret are refused', async () => {
    expect((await fetch(`${endpoint}/${bucket}/signed`)).status).toBe(403);
    expect((await fetch(`${endpoint}/${bucket}?list-type=2`)).status).toBe(403);
    const stranger = clientWith('WHEN_REQUIRED', 'another-secret');
    await expect(stranger.send(new ListObjectsV2Command({ Bucket: bucket }))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  test('a body other than the signed one is refused and leaves nothing behind', async () => {
    const s3 = clientWith('WHEN_REQUIRED');
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: 'swapped',
      Body: 'true',
      ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==',
    });
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'swapped' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const s3 = clientWith('WHEN_REQUIRED');
    const url = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket: bucket, Key: 'broken-off' })));
    await new Promise<void>((resolve) => {
      const upload = request(url, { method: 'PUT', headers: { 'content-length': 1_000_000 } });
      upload.on('error', () => resolve());
      upload.write(Buffer.alloc(100_000), () => upload.destroy());
    });
    await expect.poll(() => readdir(path.join(directory, bucket, 'scratch'))).toEqual([]);
    await expect(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'broken-off' }))).rejects.toMatchObject(
      {
        name: 'NotFound',
      },
    );
  });

  test('no key reaches outside the store', async () => {
    const s3 = clientWith('WHEN_REQUIRED');
    for (const Key of ['../../escaped', '..%2f..%2fescaped', '/etc/passwd', 'a/../../b', '.']) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' })).catch(() => undefined);
    }
    expect((await readdir(directory)).filter((name) => name.includes('escaped'))).toEqual([]);
    expect(await readdir(path.dirname(directory))).not.toContain('escaped');
    expect((await fetch(`${endpoint}/..%2f..%2fetc/passwd`)).status).toBe(400);
  });

  test('browsers of any origin get their preflight answered', async () => {
    const headers = {
      origin: 'http://localhost:5173',
      'access-control-request-headers': 'content-type,x-amz-meta-a',
    };
    const response = await fetch(`${endpoint}/${bucket}/x`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-meta-a');
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});

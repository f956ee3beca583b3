import { type Exchange, sendEmpty, sendXml } from './exchange.ts';
import { S3Error } from './s3-error.ts';
import { encode } from './signature.ts';
import type { ObjectRecord } from './storage.ts';
import { toXml } from './xml.ts';

/** CreateBucket; creating one's own bucket again succeeds, as in us-east-1. */
export async function createBucket(exchange: Exchange): Promise<void> {
  exchange.request.message.resume();
  await exchange.storage.createBucket(exchange.request.bucket);
  sendEmpty(exchange, 200, { location: `/${exchange.request.bucket}` });
}

/** HeadBucket; that the bucket exists was checked before. */
export async function headBucket(exchange: Exchange): Promise<void> {
  sendEmpty(exchange, 200);
}

/** DeleteBucket, of an empty one. */
export async function deleteBucket(exchange: Exchange): Promise<void> {
  await exchange.storage.deleteBucket(exchange.request.bucket);
  sendEmpty(exchange, 204);
}

/** ListBuckets. */
export async function listBuckets(exchange: Exchange): Promise<void> {
  const names = await exchange.storage.buckets();
  sendXml(
    exchange,
    toXml('ListAllMyBucketsResult', { Buckets: { Bucket: names.map((Name) => ({ Name })) } }),
  );
}

/** ListObjectsV2 with prefix, delimiter, start-after, continuation token and page size (1 000 at most). */
export async function listObjects(exchange: Exchange): Promise<void> {
  const { request, storage } = exchange;
  const prefix = request.parameter('prefix') ?? '';
  const delimiter = request.parameter('delimiter') ?? '';
  const token = request.parameter('continuation-token');
  const limit = Math.min(Number(request.parameter('max-keys') ?? 1000), 1000);
  if (!Number.isInteger(limit) || limit < 0)
    throw new S3Error(400, 'InvalidArgument', 'max-keys is not valid.');
  const after = token === undefined ? (request.parameter('start-after') ?? '') : decodeToken(token);
  const entries = group(await storage.records(request.bucket, prefix), prefix, delimiter).filter((entry) =>
    isAfter(entry.name, after),
  );
  const page = entries.slice(0, limit);
  const truncated = entries.length > page.length && page.length > 0;
  const url = request.parameter('encoding-type') === 'url';
  const write = (text: string) => (url ? encode(text).replaceAll('%2F', '/') : text);
  const document = toXml('ListBucketResult', {
    Name: request.bucket,
    Prefix: write(prefix),
    Delimiter: delimiter === '' ? undefined : write(delimiter),
    EncodingType: url ? 'url' : undefined,
    MaxKeys: limit,
    KeyCount: page.length,
    IsTruncated: truncated,
    ContinuationToken: token,
    NextContinuationToken: truncated ? encodeToken(page.at(-1)?.name ?? '') : undefined,
    Contents: page.flatMap(({ record }) => (record ? [contents(record, write)] : [])),
    CommonPrefixes: page.flatMap((entry) => (entry.record ? [] : [{ Prefix: write(entry.name) }])),
  });
  sendXml(exchange, document);
}

interface ListEntry {
  readonly name: string;
  /** Null for a common prefix. */
  readonly record: ObjectRecord | null;
}

function group(records: readonly ObjectRecord[], prefix: string, delimiter: string): ListEntry[] {
  const entries: ListEntry[] = [];
  for (const record of records) {
    const end = delimiter === '' ? -1 : record.key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? record.key : record.key.slice(0, end + delimiter.length);
    if (end < 0) entries.push({ name, record });
    else if (entries.at(-1)?.name !== name) entries.push({ name, record: null });
  }
  return entries;
}

function contents(record: ObjectRecord, write: (text: string) => string) {
  return {
    Key: write(record.key),
    LastModified: record.lastModified,
    ETag: `"${record.etag}"`,
    Size: record.sizeBytes,
    StorageClass: 'STANDARD',
  };
}

function isAfter(name: string, after: string): boolean {
  return after === '' || Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

function encodeToken(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64url').toString('utf8');
}

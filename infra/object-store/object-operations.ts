import { pipeline } from 'node:stream/promises';
import { type Exchange, sendEmpty, sendXml } from './exchange.ts';
import { objectHeaders, overriddenHeaders } from './object-headers.ts';
import { receivePayload, receiveText } from './payload.ts';
import { parseRange } from './range.ts';
import { S3Error } from './s3-error.ts';
import type { ObjectRecord } from './storage.ts';
import { elementsNamed, textOf, toXml } from './xml.ts';

/** PutObject. `If-None-Match: *` refuses to replace, also against a concurrent upload. */
export async function putObject(exchange: Exchange): Promise<void> {
  const { request, storage, authentication } = exchange;
  const onlyIfAbsent = wantsAbsent(exchange);
  if (onlyIfAbsent && (await storage.find(request.bucket, request.key))) throw preconditionFailed();
  const headers = objectHeaders(request);
  const { blob, result } = await storage.writeBlob(request.bucket, (stream) =>
    receivePayload(request, authentication, stream),
  );
  const { sizeBytes, md5Hex: etag, checksum } = result;
  const lastModified = exchange.now().toISOString();
  const record = { key: request.key, blob, sizeBytes, etag, lastModified, headers, checksum };
  await storage.putRecord(request.bucket, record, onlyIfAbsent);
  sendEmpty(exchange, 200, { etag: `"${etag}"`, ...(checksum ? { [checksum.header]: checksum.value } : {}) });
}

/** GetObject and HeadObject, with Range, If-Match and If-None-Match. */
export async function getObject(exchange: Exchange): Promise<void> {
  const { request, response, storage } = exchange;
  const opened = await storage.open(request.bucket, request.key);
  if (!opened) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  const { record, handle } = opened;
  try {
    if (notModified(exchange, record)) {
      sendEmpty(exchange, 304, { etag: `"${record.etag}"` });
      return;
    }
    const range = parseRange(request.header('range'), record.sizeBytes);
    const { start, end } = range ?? { start: 0, end: record.sizeBytes - 1 };
    const ranged = range
      ? { 'content-range': `bytes ${start}-${end}/${record.sizeBytes}` }
      : checksumOf(exchange, record);
    response.writeHead(range ? 206 : 200, {
      ...record.headers,
      ...overriddenHeaders(request),
      ...ranged,
      etag: `"${record.etag}"`,
      'last-modified': new Date(record.lastModified).toUTCString(),
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
    });
    if (request.method === 'HEAD' || end < start) response.end();
    else await pipeline(handle.createReadStream({ start, end, autoClose: false }), response);
  } finally {
    await handle.close();
  }
}

/** DeleteObject; deleting what is not there succeeds. */
export async function deleteObject(exchange: Exchange): Promise<void> {
  await exchange.storage.remove(exchange.request.bucket, exchange.request.key);
  sendEmpty(exchange, 204);
}

/** DeleteObjects: up to 1 000 keys. */
export async function deleteObjects(exchange: Exchange): Promise<void> {
  const { request, storage, authentication } = exchange;
  const xml = await receiveText(request, authentication);
  const keys = elementsNamed('Object', xml).map((object) => textOf('Key', object) ?? '');
  if (keys.length === 0 || keys.length > 1000 || keys.includes('')) {
    throw new S3Error(400, 'MalformedXML', 'Between 1 and 1000 keys must be given.');
  }
  for (const key of keys) await storage.remove(request.bucket, key);
  const deleted = textOf('Quiet', xml) === 'true' ? [] : keys.map((Key) => ({ Key }));
  sendXml(exchange, toXml('DeleteResult', { Deleted: deleted }));
}

/** CopyObject within this store; `x-amz-metadata-directive: REPLACE` takes the headers of the request. */
export async function copyObject(exchange: Exchange): Promise<void> {
  const { request, storage } = exchange;
  const source = copySource(request.header('x-amz-copy-source') ?? '');
  const opened = storage.hasBucket(source.bucket) ? await storage.open(source.bucket, source.key) : null;
  if (!opened) throw new S3Error(404, 'NoSuchKey', 'The specified copy source does not exist.');
  const { record: original, handle } = opened;
  try {
    const condition = request.header('x-amz-copy-source-if-match');
    if (condition !== undefined && !etagMatches(condition, original.etag)) throw preconditionFailed();
    const { blob } = await storage.writeBlob(request.bucket, (stream) =>
      pipeline(handle.createReadStream({ autoClose: false }), stream),
    );
    const replace = request.header('x-amz-metadata-directive') === 'REPLACE';
    const headers = replace ? objectHeaders(request) : original.headers;
    const lastModified = exchange.now().toISOString();
    const record = { ...original, key: request.key, blob, headers, lastModified };
    await storage.putRecord(request.bucket, record, wantsAbsent(exchange));
    sendXml(exchange, toXml('CopyObjectResult', { ETag: `"${record.etag}"`, LastModified: lastModified }));
  } finally {
    await handle.close();
  }
}

/** Whether the writer asks that nothing be there yet. @throws S3Error for any other If-None-Match on a write */
export function wantsAbsent({ request }: Exchange): boolean {
  const condition = request.header('if-none-match');
  if (condition !== undefined && condition !== '*') {
    throw new S3Error(501, 'NotImplemented', 'On writes If-None-Match supports only *.');
  }
  if (request.header('if-match') !== undefined) {
    throw new S3Error(501, 'NotImplemented', 'On writes If-Match is not supported.');
  }
  return condition === '*';
}

function notModified({ request }: Exchange, record: ObjectRecord): boolean {
  const ifMatch = request.header('if-match');
  if (ifMatch !== undefined && !etagMatches(ifMatch, record.etag)) throw preconditionFailed();
  const ifNoneMatch = request.header('if-none-match');
  return ifNoneMatch !== undefined && etagMatches(ifNoneMatch, record.etag);
}

function etagMatches(condition: string, etag: string): boolean {
  return condition.split(',').some((one) => [`"${etag}"`, etag, '*'].includes(one.trim()));
}

function checksumOf({ request }: Exchange, record: ObjectRecord): Record<string, string> {
  const wanted = request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return wanted && record.checksum ? { [record.checksum.header]: record.checksum.value } : {};
}

function copySource(header: string): { bucket: string; key: string } {
  const [source = ''] = decodeURIComponent(header).replace(/^\//, '').split('?versionId=');
  const slash = source.indexOf('/');
  const [bucket, key] = [source.slice(0, Math.max(0, slash)), source.slice(slash + 1)];
  if (!/^[a-z0-9.-]{3,63}$/.test(bucket) || key === '') {
    throw new S3Error(400, 'InvalidArgument', 'The copy source must be bucket/key.');
  }
  return { bucket, key };
}

function preconditionFailed(): S3Error {
  return new S3Error(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold.',
  );
}

import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.ts';

/** One request, taken apart without any normalisation that would differ from what the client signed. */
export interface S3Request {
  readonly message: IncomingMessage;
  readonly method: string;
  /** Decoded path, `/bucket/key`. */
  readonly path: string;
  /** Empty for requests to the service itself. */
  readonly bucket: string;
  /** Empty for requests to a bucket. */
  readonly key: string;
  /** Decoded query parameters in the order sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  parameter(name: string): string | undefined;
  /**
   * A header's value by lower-case name; several are joined by commas. Presigned URLs carry `x-amz-` headers as
   * query parameters; they count as headers.
   */
  header(name: string): string | undefined;
  /** Lower-case names of all headers, those from the query included. */
  headerNames(): string[];
}

const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const longestKeyBytes = 1024;

/** @throws S3Error `InvalidURI`, `InvalidBucketName`, `KeyTooLongError` */
export function parseRequest(message: IncomingMessage): S3Request {
  const [rawPath = '/', ...rest] = (message.url ?? '/').split('?');
  const path = decode(rawPath);
  const slash = path.indexOf('/', 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  if (bucket !== '' && !bucketPattern.test(bucket)) {
    throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.');
  }
  if (Buffer.byteLength(key) > longestKeyBytes)
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long.');
  const query = parseQuery(rest.join('?'));
  const hoisted = new Map(query.filter(([name]) => name.startsWith('x-amz-')));
  return {
    message,
    method: message.method ?? 'GET',
    path,
    bucket,
    key,
    query,
    parameter: (name) => query.find(([candidate]) => candidate === name)?.[1],
    header: (name) => {
      const value = message.headers[name] ?? (name.startsWith('x-amz-') ? hoisted.get(name) : undefined);
      return Array.isArray(value) ? value.join(',') : value;
    },
    headerNames: () => [...new Set([...Object.keys(message.headers), ...hoisted.keys()])],
  };
}

function parseQuery(raw: string): [string, string][] {
  return raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

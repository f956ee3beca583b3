import { createHash, createHmac } from 'node:crypto';

/** Everything that Signature Version 4 signs of a request. */
export interface SignedParts {
  readonly method: string;
  /** Decoded path; it is encoded once here, as S3 (alone among the services) asks. */
  readonly path: string;
  /** Decoded query parameters, without `X-Amz-Signature`. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names and values of the signed headers, sorted by name. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Hex SHA-256 of the body, or one of the `UNSIGNED-PAYLOAD` and `STREAMING-…` markers. */
  readonly payloadHash: string;
}

export interface SigningScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * AWS Signature Version 4 of a request, lower-case hex ("Authenticating Requests: Using Query Parameters /
 * the Authorization Header", Amazon S3 API Reference).
 * @param timestamp `YYYYMMDDThhmmssZ`
 */
export function signRequest(
  parts: SignedParts,
  scope: SigningScope,
  timestamp: string,
  secretKey: string,
): string {
  const canonicalRequest = [
    parts.method,
    parts.path.split('/').map(encode).join('/'),
    canonicalQuery(parts.query),
    ...parts.headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    parts.headers.map(([name]) => name).join(';'),
    parts.payloadHash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', timestamp, scopeText(scope), sha256Hex(canonicalRequest)].join('\n');
  return hmac(signingKey(secretKey, scope), text).toString('hex');
}

/** The key that signs one day's requests of one region, and the chunks of a streamed body. */
export function signingKey(secretKey: string, scope: SigningScope): Buffer {
  const dateKey = hmac(`AWS4${secretKey}`, scope.date);
  return hmac(hmac(hmac(dateKey, scope.region), scope.service), 'aws4_request');
}

export function scopeText(scope: SigningScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256Hex(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** RFC 3986 percent-encoding with upper-case hex: unreserved characters stay, everything else is encoded. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery(query: SignedParts['query']): string {
  return query
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

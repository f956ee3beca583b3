import { timingSafeEqual } from 'node:crypto';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import { type SigningScope, signRequest } from './signature.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What an accepted request was signed with; the body is checked against it as it streams in. */
export interface Authentication {
  readonly payloadHash: string;
  readonly scope: SigningScope;
  readonly timestamp: string;
  readonly signature: string;
  readonly secretAccessKey: string;
}

interface Claim {
  readonly accessKeyId: string;
  readonly scope: SigningScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly payloadHash: string;
  readonly presigned: boolean;
}

const allowedSkewMs = 15 * 60_000;
const longestPresignS = 7 * 24 * 3600;

/**
 * Accepts a request whose Signature Version 4, in the Authorization header or in the query, is right and in time.
 * @throws S3Error 403 for anything unsigned, expired, tampered with, or signed by an unknown key
 */
export function authenticate(
  request: S3Request,
  credentials: Credentials,
  region: string,
  nowMs: number,
): Authentication {
  const claim = request.parameter('X-Amz-Signature') ? fromQuery(request, nowMs) : fromHeader(request, nowMs);
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error(
      403,
      'InvalidAccessKeyId',
      'The access key id you provided does not exist in our records.',
    );
  }
  checkScope(claim, region);
  checkSignedHeaders(request, claim);
  const expected = signRequest(
    {
      method: request.method,
      path: request.path,
      query: request.query.filter(([name]) => !(claim.presigned && name === 'X-Amz-Signature')),
      headers: claim.signedHeaders.map((name) => [name, request.header(name) ?? ''] as const),
      payloadHash: claim.payloadHash,
    },
    claim.scope,
    claim.timestamp,
    credentials.secretAccessKey,
  );
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(claim.signature, 'hex'))) {
    throw new S3Error(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.');
  }
  return { ...claim, secretAccessKey: credentials.secretAccessKey };
}

function fromHeader(request: S3Request, nowMs: number): Claim {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, credential, signedHeaders, signature] = pattern.exec(request.header('authorization') ?? '') ?? [];
  if (!credential || !signedHeaders || !signature) throw denied('The request is not signed.');
  const timestamp = request.header('x-amz-date') ?? '';
  const payloadHash = request.header('x-amz-content-sha256');
  if (!payloadHash)
    throw new S3Error(400, 'InvalidRequest', 'Missing required header: x-amz-content-sha256.');
  if (Math.abs(nowMs - parseTimestampMs(timestamp)) > allowedSkewMs) {
    throw new S3Error(403, 'RequestTimeTooSkewed', 'The request time and the current time differ too much.');
  }
  return claimOf(credential, signedHeaders, signature, timestamp, payloadHash, false);
}

function fromQuery(request: S3Request, nowMs: number): Claim {
  const read = (name: string) => request.parameter(name) ?? '';
  const signature = read('X-Amz-Signature');
  if (read('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || !/^[0-9a-f]{64}$/.test(signature)) {
    throw denied('Query-string authentication needs AWS4-HMAC-SHA256 and a signature.');
  }
  const timestamp = read('X-Amz-Date');
  const expiresS = Number(read('X-Amz-Expires'));
  if (!Number.isInteger(expiresS) || expiresS < 1 || expiresS > longestPresignS) {
    throw new S3Error(
      400,
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 1 and 604800 s.',
    );
  }
  const signedAtMs = parseTimestampMs(timestamp);
  if (nowMs > signedAtMs + expiresS * 1000) throw denied('Request has expired.');
  if (signedAtMs > nowMs + allowedSkewMs) throw denied('Request is not yet valid.');
  const payloadHash = request.parameter('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  const claim = [
    read('X-Amz-Credential'),
    read('X-Amz-SignedHeaders'),
    signature,
    timestamp,
    payloadHash,
  ] as const;
  return claimOf(...claim, true);
}

function claimOf(
  credential: string,
  signedHeaders: string,
  signature: string,
  timestamp: string,
  payloadHash: string,
  presigned: boolean,
): Claim {
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = credential.split('/');
  if (terminator !== 'aws4_request') throw denied('The credential is malformed.');
  const scope = { date, region, service };
  return {
    accessKeyId,
    scope,
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp,
    payloadHash,
    presigned,
  };
}

function checkScope({ scope, timestamp }: Claim, region: string): void {
  if (scope.service !== 's3' || scope.region !== region || scope.date !== timestamp.slice(0, 8)) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      `The credential must be scoped to ${region}/s3 and to its date.`,
    );
  }
}

/** What is not signed could have been added on the way: the host and every `x-amz-` header must be. */
function checkSignedHeaders(request: S3Request, claim: Claim): void {
  const mustBeSigned = Object.keys(request.message.headers).filter(
    (name) => name.startsWith('x-amz-') && !(claim.presigned && name === 'x-amz-content-sha256'),
  );
  for (const name of ['host', ...mustBeSigned]) {
    if (!claim.signedHeaders.includes(name)) throw denied(`The header ${name} was not signed.`);
  }
}

function parseTimestampMs(timestamp: string): number {
  const iso = timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const parsedMs = iso === timestamp ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(parsedMs)) throw denied('The request carries no valid date.');
  return parsedMs;
}

function denied(message: string): S3Error {
  return new S3Error(403, 'AccessDenied', message);
}

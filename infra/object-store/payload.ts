import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Authentication } from './authenticate.ts';
import { type ChecksumHeader, isChecksumHeader, startChecksum } from './checksums.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import { scopeText, signingKey } from './signature.ts';

/** What is known of a body once all of it has passed. */
export interface ReceivedPayload {
  readonly sizeBytes: number;
  readonly md5Hex: string;
  /** The checksum that came with the body and was found right, if one came. */
  readonly checksum: { readonly header: ChecksumHeader; readonly value: string } | null;
}

/**
 * Streams a request's body to a destination and checks everything the client promised about it: the signed hash
 * or chunk signatures, Content-MD5, checksum header or trailer, and length.
 * @throws S3Error when a promise is broken; what reached the destination must then be thrown away
 */
export async function receivePayload(
  request: S3Request,
  authentication: Authentication,
  destination: NodeJS.WritableStream,
): Promise<ReceivedPayload> {
  const chunked = authentication.payloadHash.startsWith('STREAMING-') ? decoder(authentication) : null;
  const meter = new Meter(announcedChecksum(request));
  if (chunked) await pipeline(request.message, chunked, meter, destination);
  else await pipeline(request.message, meter, destination);

  const received = meter.finish();
  expectSame(authentication.payloadHash, received.sha256Hex, /^[0-9a-f]{64}$/, 'XAmzContentSHA256Mismatch');
  expectSame(
    request.header('content-md5'),
    Buffer.from(received.md5Hex, 'hex').toString('base64'),
    /./,
    'BadDigest',
  );
  expectSame(
    request.header('x-amz-decoded-content-length'),
    String(received.sizeBytes),
    /./,
    'IncompleteBody',
  );
  if (!meter.header) return { ...received, checksum: null };
  const promised = request.header(meter.header) ?? chunked?.trailers.get(meter.header);
  if (promised !== received.checksum)
    throw new S3Error(400, 'BadDigest', 'The checksum does not match the body.');
  return { ...received, checksum: { header: meter.header, value: received.checksum } };
}

class Meter extends Transform {
  readonly header: ChecksumHeader | null;
  readonly #md5 = createHash('md5');
  readonly #sha256 = createHash('sha256');
  readonly #checksum;
  #sizeBytes = 0;

  constructor(header: ChecksumHeader | null) {
    super();
    this.header = header;
    this.#checksum = header ? startChecksum(header) : null;
  }

  override _transform(
    piece: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, piece: Buffer) => void,
  ): void {
    this.#md5.update(piece);
    this.#sha256.update(piece);
    this.#checksum?.update(piece);
    this.#sizeBytes += piece.length;
    done(null, piece);
  }

  finish() {
    return {
      sizeBytes: this.#sizeBytes,
      md5Hex: this.#md5.digest('hex'),
      sha256Hex: this.#sha256.digest('hex'),
      checksum: this.#checksum?.digest() ?? '',
    };
  }
}

function decoder(authentication: Authentication): ChunkedBody {
  const { payloadHash, scope, timestamp, signature, secretAccessKey } = authentication;
  switch (payloadHash) {
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return new ChunkedBody(null);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return new ChunkedBody({
        key: signingKey(secretAccessKey, scope),
        timestamp,
        scope: scopeText(scope),
        seedSignature: signature,
      });
    default:
      throw new S3Error(501, 'NotImplemented', `Bodies of kind ${payloadHash} are not supported.`);
  }
}

function announcedChecksum(request: S3Request): ChecksumHeader | null {
  const named = request.headerNames().filter((name) => /^x-amz-checksum-(crc|sha)/.test(name));
  const announced = [...named, ...(request.header('x-amz-trailer') ?? '').toLowerCase().split(',')]
    .map((name) => name.trim())
    .find((name) => name.startsWith('x-amz-checksum-'));
  if (announced === undefined) return null;
  if (isChecksumHeader(announced)) return announced;
  throw new S3Error(501, 'NotImplemented', `The checksum ${announced} is not supported.`);
}

function expectSame(promised: string | undefined, actual: string, applies: RegExp, code: string): void {
  if (promised !== undefined && applies.test(promised) && promised !== actual) {
    throw new S3Error(400, code, 'The body is not what the request promised.');
  }
}

const longestDocumentBytes = 4 * 1024 * 1024;

/** A small body (an XML document) as text. @throws S3Error `MaxMessageLengthExceeded` above 4 MiB */
export async function receiveText(request: S3Request, authentication: Authentication): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  const collector = new Transform({
    transform(piece: Buffer, _encoding, done) {
      sizeBytes += piece.length;
      if (sizeBytes > longestDocumentBytes) {
        done(new S3Error(400, 'MaxMessageLengthExceeded', 'Your request was too big.'));
        return;
      }
      pieces.push(piece);
      done();
    },
  });
  await receivePayload(request, authentication, collector);
  return Buffer.concat(pieces).toString('utf8');
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { S3Error } from './s3-error.ts';
import { hmac, sha256Hex } from './signature.ts';

export interface ChunkSigning {
  readonly key: Buffer;
  readonly timestamp: string;
  /** Scope as text, `date/region/service/aws4_request`. */
  readonly scope: string;
  /** The signature of the request's head, from which the chain of chunk signatures starts. */
  readonly seedSignature: string;
}

const longestLineBytes = 8 * 1024;
const emptyHash = sha256Hex('');

/**
 * Decodes `Content-Encoding: aws-chunked` ("Signature Calculations for the Authorization Header: Transferring
 * Payload in Multiple Chunks", Amazon S3 API Reference): `size[;chunk-signature=…]\r\n data \r\n` until a chunk of
 * size 0, then trailers. Holds one line at most, never a chunk. A broken chain of signatures ends the stream with
 * `SignatureDoesNotMatch`.
 */
export class ChunkedBody extends Transform {
  /** Trailing headers by lower-case name; complete once the stream has ended. */
  readonly trailers = new Map<string, string>();
  readonly #signing: ChunkSigning | null;
  #previousSignature: string;
  #state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size';
  #line = Buffer.alloc(0);
  #leftBytes = 0;
  #chunkSignature = '';
  #chunkHash = createHash('sha256');
  #trailerText = '';
  #trailerSigned = false;

  /** @param signing null for bodies whose chunks are not signed (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`) */
  constructor(signing: ChunkSigning | null) {
    super();
    this.#signing = signing;
    this.#previousSignature = signing?.seedSignature ?? '';
  }

  override _transform(input: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      for (let rest = input; rest.length > 0; )
        rest = this.#state === 'data' ? this.#data(rest) : this.#lines(rest);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    const unsignedTrailer = this.#signing !== null && this.trailers.size > 0 && !this.#trailerSigned;
    if (this.#state !== 'done' && this.#state !== 'trailer') done(incomplete());
    else if (unsignedTrailer) done(mismatch());
    else done();
  }

  #data(input: Buffer): Buffer {
    const piece = input.subarray(0, this.#leftBytes);
    if (this.#signing) this.#chunkHash.update(piece);
    this.push(piece);
    this.#leftBytes -= piece.length;
    if (this.#leftBytes === 0) {
      this.#verifyChunk();
      this.#state = 'data-end';
    }
    return input.subarray(piece.length);
  }

  #lines(input: Buffer): Buffer {
    if (this.#state === 'done') return input.subarray(input.length);
    const end = input.indexOf('\n');
    this.#line = Buffer.concat([this.#line, end < 0 ? input : input.subarray(0, end + 1)]);
    if (this.#line.length > longestLineBytes) throw incomplete();
    if (end < 0) return input.subarray(input.length);
    const line = this.#line.toString('latin1').replace(/\r?\n$/, '');
    this.#line = Buffer.alloc(0);
    this.#accept(line);
    return input.subarray(end + 1);
  }

  #accept(line: string): void {
    if (this.#state === 'data-end') {
      if (line !== '') throw incomplete();
      this.#state = 'size';
    } else if (this.#state === 'size') this.#beginChunk(line);
    else this.#acceptTrailer(line);
  }

  #beginChunk(line: string): void {
    const [, size, signature = ''] =
      /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
    if (size === undefined) throw incomplete();
    this.#leftBytes = Number.parseInt(size, 16);
    this.#chunkSignature = signature;
    this.#chunkHash = createHash('sha256');
    if (this.#leftBytes > 0) this.#state = 'data';
    else {
      this.#verifyChunk();
      this.#state = 'trailer';
    }
  }

  #acceptTrailer(line: string): void {
    if (line === '') {
      this.#state = this.#signing && this.trailers.size > 0 && !this.#trailerSigned ? 'trailer' : 'done';
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || this.trailers.size > 20) throw incomplete();
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') this.#verifyTrailer(value);
    else {
      this.trailers.set(name, value);
      this.#trailerText += `${name}:${value}\n`;
    }
  }

  #verifyChunk(): void {
    if (!this.#signing) return;
    const lines = [emptyHash, this.#chunkHash.digest('hex')];
    this.#verify('AWS4-HMAC-SHA256-PAYLOAD', lines, this.#chunkSignature);
  }

  #verifyTrailer(signature: string): void {
    if (this.#signing) this.#verify('AWS4-HMAC-SHA256-TRAILER', [sha256Hex(this.#trailerText)], signature);
    this.#trailerSigned = true;
  }

  #verify(algorithm: string, lines: readonly string[], signature: string): void {
    if (!this.#signing) return;
    const { key, timestamp, scope } = this.#signing;
    const text = [algorithm, timestamp, scope, this.#previousSignature, ...lines].join('\n');
    const expected = hmac(key, text);
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(expected, given)) throw mismatch();
    this.#previousSignature = signature;
  }
}

function incomplete(): S3Error {
  return new S3Error(400, 'IncompleteBody', 'The chunked body is malformed or ends early.');
}

function mismatch(): S3Error {
  return new S3Error(403, 'SignatureDoesNotMatch', 'A chunk of the body does not match its signature.');
}

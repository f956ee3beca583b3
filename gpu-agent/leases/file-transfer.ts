import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PermanentFailure } from './retry.ts';

/** Moves clips between this machine and the studio's store, by signed URLs. */
export interface FileTransfer {
  download(url: string, path: string, signal: AbortSignal): Promise<void>;
  upload(path: string, url: string, signal: AbortSignal): Promise<void>;
  /** Sends a picture of a work in progress; absent: none is sent. */
  uploadPicture?(jpeg: Uint8Array, url: string): Promise<void>;
}

const PICTURE_MS = 5_000;

// 408, 429 and 5xx pass; anything else the store says about a signed URL is final.
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function check(response: Response, what: string): void {
  if (response.ok) return;
  const message = `${what} was answered ${response.status}`;
  throw isPassing(response.status) ? new Error(message) : new PermanentFailure(message);
}

export const httpFileTransfer: FileTransfer = {
  async download(url, path, signal) {
    const response = await fetch(url, { signal });
    check(response, 'the download');
    if (!response.body) throw new Error('the download had no body');
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path), { signal });
  },
  async upload(path, url, signal) {
    // A blob knows its length, which a signed PUT needs; it is read from the file as it is sent.
    const body = await openAsBlob(path, { type: 'video/mp4' });
    check(
      await fetch(url, { method: 'PUT', body, headers: { 'content-type': 'video/mp4' }, signal }),
      'the upload',
    );
  },
  async uploadPicture(jpeg, url) {
    const headers = { 'content-type': 'image/jpeg' };
    const signal = AbortSignal.timeout(PICTURE_MS);
    // Copied: a body must not lie in shared memory, as types go.
    check(
      await fetch(url, { method: 'PUT', body: Uint8Array.from(jpeg), headers, signal }),
      'the upload of a picture',
    );
  },
};

/** SHA-256 of a file, hex, and its size. */
export async function fileDigest(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

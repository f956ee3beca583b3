import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeDurably, writeTextDurably } from './durable-file.ts';
import type { ReceivedPayload } from './payload.ts';
import { S3Error } from './s3-error.ts';
import type { ObjectRecord, Storage } from './storage.ts';

export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  /** ISO 8601. */
  readonly initiated: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly lastModified: string;
}

const smallestPartBytes = 5 * 1024 * 1024;
const uploadIdPattern = /^[0-9a-f-]{36}$/;

/** Multipart uploads in progress: a folder each, with one file per part. */
export class MultipartUploads {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async create(
    bucket: string,
    key: string,
    headers: Record<string, string>,
    now: Date,
  ): Promise<MultipartUpload> {
    const upload = { uploadId: randomUUID(), key, initiated: now.toISOString(), headers };
    const file = path.join(this.#folder(bucket, upload.uploadId), 'upload.json');
    await writeTextDurably(file, this.#storage.scratch(bucket), JSON.stringify(upload));
    return upload;
  }

  /** @throws S3Error `NoSuchUpload`, also when the upload belongs to another key */
  async find(bucket: string, key: string, uploadId: string): Promise<MultipartUpload> {
    const file = path.join(this.#folder(bucket, uploadId), 'upload.json');
    const upload: MultipartUpload | null = uploadIdPattern.test(uploadId) ? await readJson(file) : null;
    if (upload?.key === key) return upload;
    throw new S3Error(404, 'NoSuchUpload', 'The specified upload does not exist.');
  }

  async list(bucket: string, prefix: string): Promise<MultipartUpload[]> {
    const uploads: MultipartUpload[] = [];
    for (const uploadId of await readdir(this.#storage.uploads(bucket))) {
      const upload: MultipartUpload | null = await readJson(
        path.join(this.#folder(bucket, uploadId), 'upload.json'),
      );
      if (upload?.key.startsWith(prefix)) uploads.push(upload);
    }
    return uploads.sort((a, b) => (a.key + a.initiated < b.key + b.initiated ? -1 : 1));
  }

  /** Stores one part; the same number again replaces it. */
  async putPart(
    bucket: string,
    uploadId: string,
    partNumber: number,
    now: Date,
    receive: (stream: NodeJS.WritableStream) => Promise<ReceivedPayload>,
  ): Promise<UploadedPart & { received: ReceivedPayload }> {
    const folder = this.#folder(bucket, uploadId);
    const scratch = this.#storage.scratch(bucket);
    // The part's record names its bytes by content version, so a replaced part is never read half old, half new.
    const bytes = randomUUID();
    const received = await writeDurably(path.join(folder, bytes), scratch, receive);
    const { sizeBytes, md5Hex: etag } = received;
    const part = { partNumber, sizeBytes, etag, lastModified: now.toISOString(), bytes };
    const before = await readJson<StoredPart>(path.join(folder, partFile(partNumber)));
    await writeTextDurably(path.join(folder, partFile(partNumber)), scratch, JSON.stringify(part));
    if (before) await rm(path.join(folder, before.bytes), { force: true });
    return { ...part, received };
  }

  async parts(bucket: string, uploadId: string): Promise<UploadedPart[]> {
    return this.#storedParts(bucket, uploadId);
  }

  /**
   * Joins the named parts to one object and forgets the upload. The ETag is the MD5 of the parts' MD5s, a dash and
   * their number, as S3 makes it.
   * @throws S3Error `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall` (a part other than the last under 5 MiB)
   */
  async complete(
    bucket: string,
    upload: MultipartUpload,
    wanted: readonly { readonly partNumber: number; readonly etag: string }[],
    now: Date,
    onlyIfAbsent: boolean,
  ): Promise<ObjectRecord> {
    const folder = this.#folder(bucket, upload.uploadId);
    const parts = choose(wanted, await this.#storedParts(bucket, upload.uploadId));
    const { blob } = await this.#storage.writeBlob(bucket, async (stream) => {
      await pipeline(async function* () {
        for (const part of parts) yield* createReadStream(path.join(folder, part.bytes));
      }, stream);
    });
    const digest = createHash('md5');
    for (const part of parts) digest.update(Buffer.from(part.etag, 'hex'));
    const record = {
      key: upload.key,
      blob,
      sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
      etag: `${digest.digest('hex')}-${parts.length}`,
      lastModified: now.toISOString(),
      headers: upload.headers,
      checksum: null,
    };
    await this.#storage.putRecord(bucket, record, onlyIfAbsent);
    await this.abort(bucket, upload.uploadId);
    return record;
  }

  async abort(bucket: string, uploadId: string): Promise<void> {
    await rm(this.#folder(bucket, uploadId), { recursive: true, force: true });
  }

  async #storedParts(bucket: string, uploadId: string): Promise<StoredPart[]> {
    const folder = this.#folder(bucket, uploadId);
    await mkdir(folder, { recursive: true });
    const files = (await readdir(folder)).filter((name) => /^part-\d+\.json$/.test(name));
    const parts = await Promise.all(files.map((name) => readJson<StoredPart>(path.join(folder, name))));
    return parts.filter((part) => part !== null).sort((a, b) => a.partNumber - b.partNumber);
  }

  #folder(bucket: string, uploadId: string): string {
    return path.join(this.#storage.uploads(bucket), uploadId);
  }
}

interface StoredPart extends UploadedPart {
  readonly bytes: string;
}

function choose(
  wanted: readonly { readonly partNumber: number; readonly etag: string }[],
  stored: readonly StoredPart[],
): StoredPart[] {
  if (wanted.length === 0) throw new S3Error(400, 'MalformedXML', 'At least one part must be given.');
  if (wanted.some(({ partNumber }, index) => partNumber <= (wanted[index - 1]?.partNumber ?? 0))) {
    throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return wanted.map(({ partNumber, etag }, index) => {
    const part = stored.find((candidate) => candidate.partNumber === partNumber);
    if (part?.etag !== etag) throw new S3Error(400, 'InvalidPart', `Part ${partNumber} could not be found.`);
    if (part.sizeBytes < smallestPartBytes && index < wanted.length - 1) {
      throw new S3Error(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size.',
      );
    }
    return part;
  });
}

function partFile(partNumber: number): string {
  return `part-${partNumber}.json`;
}

async function readJson<T>(file: string): Promise<T | null> {
  try {
    const content: T = JSON.parse(await readFile(file, 'utf8'));
    return content;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeDurably, writeTextDurably } from './durable-file.ts';
import { S3Error } from './s3-error.ts';

/** What is kept of an object beside its bytes. */
export interface ObjectRecord {
  readonly key: string;
  /** Name of the file that holds the bytes; each version of an object has its own. */
  readonly blob: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** ISO 8601. */
  readonly lastModified: string;
  /** Response headers as given at upload: content type, disposition, `x-amz-meta-*` and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: { readonly header: string; readonly value: string } | null;
}

/**
 * Objects as files. Keys never become paths: the record of a key lies under its SHA-256, its bytes under a random
 * name. Replacing an object writes new bytes, then swaps the record; readers of the old one read on undisturbed.
 */
export class Storage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where uploads in progress lie; on the same file system, so that they can be renamed into place. */
  scratch(bucket: string): string {
    return path.join(this.#bucket(bucket), 'scratch');
  }

  uploads(bucket: string): string {
    return path.join(this.#bucket(bucket), 'uploads');
  }

  hasBucket(bucket: string): boolean {
    return existsSync(path.join(this.#bucket(bucket), 'records'));
  }

  async createBucket(bucket: string): Promise<void> {
    for (const folder of ['records', 'blobs', 'uploads', 'scratch']) {
      await mkdir(path.join(this.#bucket(bucket), folder), { recursive: true });
    }
  }

  async buckets(): Promise<string[]> {
    await mkdir(this.#root, { recursive: true });
    return (await readdir(this.#root)).filter((name) => this.hasBucket(name)).sort();
  }

  /** @throws S3Error `BucketNotEmpty` */
  async deleteBucket(bucket: string): Promise<void> {
    if ((await this.records(bucket, '')).length > 0) {
      throw new S3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty.');
    }
    await rm(this.#bucket(bucket), { recursive: true, force: true });
  }

  /** Streams bytes into a new blob. Until a record names it, nobody sees it. */
  async writeBlob<T>(
    bucket: string,
    write: (stream: NodeJS.WritableStream) => Promise<T>,
  ): Promise<{ blob: string; result: T }> {
    const blob = randomUUID();
    const result = await writeDurably(this.#blob(bucket, blob), this.scratch(bucket), write);
    return { blob, result };
  }

  /**
   * Makes a blob the content of a key.
   * @param onlyIfAbsent refuses when the key exists, also against a concurrent writer
   * @throws S3Error `PreconditionFailed` (412); the blob is removed then
   */
  async putRecord(bucket: string, record: ObjectRecord, onlyIfAbsent: boolean): Promise<void> {
    const before = await this.find(bucket, record.key);
    const file = this.#record(bucket, record.key);
    const written = await writeTextDurably(file, this.scratch(bucket), JSON.stringify(record), onlyIfAbsent);
    if (!written) {
      await this.#removeBlob(bucket, record.blob);
      throw new S3Error(
        412,
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold.',
      );
    }
    if (before && before.blob !== record.blob) await this.#removeBlob(bucket, before.blob);
  }

  async find(bucket: string, key: string): Promise<ObjectRecord | null> {
    return readRecord(this.#record(bucket, key));
  }

  /** Opens an object for reading. The bytes stay readable until the handle is closed, whatever happens to the key. */
  async open(bucket: string, key: string): Promise<{ record: ObjectRecord; handle: FileHandle } | null> {
    // A replacement between the two reads removes the blob that the record named: the record is read again.
    for (let attempt = 1; ; attempt += 1) {
      const record = await this.find(bucket, key);
      if (!record) return null;
      try {
        return { record, handle: await open(this.#blob(bucket, record.blob), 'r') };
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    const record = await this.find(bucket, key);
    await rm(this.#record(bucket, key), { force: true });
    if (record) await this.#removeBlob(bucket, record.blob);
  }

  /** All records whose key begins with the prefix, in the order of their UTF-8 bytes, as S3 lists. */
  async records(bucket: string, prefix: string): Promise<ObjectRecord[]> {
    const found: { record: ObjectRecord; order: Buffer }[] = [];
    for (const file of await this.#recordFiles(bucket)) {
      const record = await readRecord(file);
      if (record?.key.startsWith(prefix)) found.push({ record, order: Buffer.from(record.key) });
    }
    return found.sort((a, b) => Buffer.compare(a.order, b.order)).map(({ record }) => record);
  }

  /** Removes what a crash left behind: unfinished writes, and blobs that no record names. Only before serving. */
  async sweep(): Promise<void> {
    for (const bucket of await this.buckets()) {
      await rm(this.scratch(bucket), { recursive: true, force: true });
      const named = new Set((await this.records(bucket, '')).map((record) => record.blob));
      const blobs = path.join(this.#bucket(bucket), 'blobs');
      for (const blob of await readdir(blobs)) if (!named.has(blob)) await rm(path.join(blobs, blob));
    }
  }

  async #recordFiles(bucket: string): Promise<string[]> {
    const root = path.join(this.#bucket(bucket), 'records');
    const files = await readdir(root, { recursive: true });
    return files.filter((file) => file.endsWith('.json')).map((file) => path.join(root, file));
  }

  async #removeBlob(bucket: string, blob: string): Promise<void> {
    await rm(this.#blob(bucket, blob), { force: true });
  }

  #bucket(bucket: string): string {
    return path.join(this.#root, bucket);
  }

  #blob(bucket: string, blob: string): string {
    return path.join(this.#bucket(bucket), 'blobs', blob);
  }

  #record(bucket: string, key: string): string {
    const name = createHash('sha256').update(key).digest('hex');
    return path.join(this.#bucket(bucket), 'records', name.slice(0, 2), `${name}.json`);
  }
}

async function readRecord(file: string): Promise<ObjectRecord | null> {
  try {
    const record: ObjectRecord = JSON.parse(await readFile(file, 'utf8'));
    return record;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

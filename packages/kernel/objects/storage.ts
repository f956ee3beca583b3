import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { KernelConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { isUnavailable } from '../process/unavailable.ts';
import { encode, Presigner } from './presign.ts';

/** What is known of a stored object without reading it. */
export interface ObjectHead {
  sizeBytes: number;
  contentType: string | null;
  etag: string;
}

/** An object as an HTTP server passes it on. */
export interface ServedObject {
  status: 200 | 206 | 304 | 416;
  headers: Record<string, string>;
  /** Null where there is nothing to send. */
  body: Readable | null;
}

/** A finished part of a multipart upload. */
export interface UploadedPart {
  partNumber: number;
  etag: string;
  sizeBytes?: number;
}

/** An object as listings show it. */
export interface ListedObject {
  key: string;
  sizeBytes: number;
  /** By the store's own clock, whatever the studio's says. */
  storedAt: Date;
}

/** A multipart upload that was neither completed nor given up. */
export interface OpenMultipart {
  key: string;
  uploadId: string;
  /** By the store's own clock. */
  startedAt: Date;
}

/**
 * One bucket of an S3-compatible store. A store that is away or at fault is a StudioError `STORAGE_FAILED` (retryable),
 * after the SDK's own tries. URLs are signed for the public endpoint, as browsers and agents reach it.
 */
export class Storage {
  readonly #client: S3Client;
  readonly #presigner: Presigner;
  /** Where browsers and agents find the bucket, with a closing slash. */
  readonly #publicUrl: string;
  readonly #bucket: string;

  constructor(config: KernelConfig) {
    const options = {
      region: config.S3_REGION,
      forcePathStyle: true,
      credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
      // A browser cannot add the checksum headers that the SDK would otherwise sign.
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    };
    this.#client = new S3Client({ ...options, endpoint: config.S3_ENDPOINT });
    // Around all tries of a command: what is left of an outage then is told as one.
    this.#client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          try {
            return await next(args);
          } catch (error) {
            throw isOutage(error) ? failed(commandName ?? 'a command', error) : error;
          }
        },
      { step: 'initialize', priority: 'high', name: 'outages' },
    );
    this.#presigner = new Presigner({ ...options.credentials, region: config.S3_REGION });
    this.#bucket = config.S3_BUCKET;
    const publicEndpoint = config.S3_PUBLIC_ENDPOINT ?? config.S3_ENDPOINT;
    this.#publicUrl = `${publicEndpoint.replace(/\/+$/, '')}/${this.#bucket}/`;
  }

  /** Creates the bucket when it is missing. */
  async ensureBucket(): Promise<void> {
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
    } catch {
      await this.#client.send(new CreateBucketCommand({ Bucket: this.#bucket }));
    }
  }

  /** @returns null when there is no such object */
  async head(key: string): Promise<ObjectHead | null> {
    try {
      const head = await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return {
        sizeBytes: head.ContentLength ?? 0,
        contentType: head.ContentType ?? null,
        etag: head.ETag ?? '',
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw failed(`head ${key}`, error);
    }
  }

  async put(
    key: string,
    body: Buffer | Readable,
    options: { contentType: string; sizeBytes?: number },
  ): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: body,
        ContentType: options.contentType,
        ...(options.sizeBytes === undefined ? {} : { ContentLength: options.sizeBytes }),
      }),
    );
  }

  /** The object's bytes as a stream. @throws StudioError `OBJECT_MISSING` */
  async read(key: string): Promise<Readable> {
    try {
      const object = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return object.Body as Readable;
    } catch (error) {
      if (isMissing(error))
        throw new StudioError('OBJECT_MISSING', `there is no object ${key}`, { cause: error });
      throw failed(`read ${key}`, error);
    }
  }

  /** The object, or a part of it, for somebody who asks over HTTP (RFC 9110 §13, §14). @returns null when there is no such object */
  async serve(
    key: string,
    asked: { range?: string | undefined; ifNoneMatch?: string | undefined },
  ): Promise<ServedObject | null> {
    const input = { Bucket: this.#bucket, Key: key, Range: asked.range, IfNoneMatch: asked.ifNoneMatch };
    try {
      const object = await this.#client.send(new GetObjectCommand(input));
      const { ContentType, ContentLength, ContentRange, ETag, LastModified } = object;
      const headers = {
        'content-type': ContentType ?? 'application/octet-stream',
        'accept-ranges': 'bytes',
        ...(ContentLength === undefined ? {} : { 'content-length': String(ContentLength) }),
        ...(ContentRange ? { 'content-range': ContentRange } : {}),
        ...(ETag ? { etag: ETag } : {}),
        ...(LastModified ? { 'last-modified': LastModified.toUTCString() } : {}),
      };
      return { status: ContentRange ? 206 : 200, headers, body: object.Body as Readable };
    } catch (error) {
      if (isMissing(error)) return null;
      const status = statusOf(error);
      if (status === 304) {
        return { status, headers: asked.ifNoneMatch ? { etag: asked.ifNoneMatch } : {}, body: null };
      }
      if (status === 416) return { status, headers: { 'accept-ranges': 'bytes' }, body: null };
      throw failed(`serve ${key}`, error);
    }
  }

  /** Streams the object into a local file. @throws StudioError `OBJECT_MISSING` */
  async download(key: string, path: string): Promise<void> {
    await pipeline(await this.read(key), createWriteStream(path));
  }

  async copy(fromKey: string, toKey: string): Promise<void> {
    const source = `${this.#bucket}/${fromKey.split('/').map(encodeURIComponent).join('/')}`;
    await this.#client.send(new CopyObjectCommand({ Bucket: this.#bucket, Key: toKey, CopySource: source }));
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }

  /** All objects whose key begins with the prefix, page by page. */
  async *list(prefix: string): AsyncGenerator<ListedObject> {
    for (let token: string | undefined; ; ) {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key) yield { key: Key, sizeBytes: Size ?? 0, storedAt: LastModified ?? new Date() };
      }
      if (!page.NextContinuationToken) return;
      token = page.NextContinuationToken;
    }
  }

  /** All multipart uploads under way whose key begins with the prefix. */
  async *listMultiparts(prefix: string): AsyncGenerator<OpenMultipart> {
    for (let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}; ; ) {
      const page = await this.#client.send(
        new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: prefix, ...marker }),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key && UploadId) yield { key: Key, uploadId: UploadId, startedAt: Initiated ?? new Date() };
      }
      if (!page.IsTruncated || !page.NextKeyMarker) return;
      marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker ?? '' };
    }
  }

  /** A URL that reads the object for `ttlSeconds`, default one hour. */
  async signedGet(
    key: string,
    options: { ttlSeconds?: number; downloadName?: string } = {},
  ): Promise<string> {
    const name = options.downloadName?.replaceAll(/[^\w.-]/g, '_');
    const query: Record<string, string> = name
      ? { 'response-content-disposition': `attachment; filename="${name}"` }
      : {};
    return this.#signed('GET', key, options.ttlSeconds, query);
  }

  /** A URL that writes the object for `ttlSeconds`, default one hour. */
  async signedPut(key: string, options: { ttlSeconds?: number } = {}): Promise<string> {
    return this.#signed('PUT', key, options.ttlSeconds);
  }

  async startMultipart(key: string, contentType: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      ContentType: contentType,
    });
    const { UploadId } = await this.#client.send(command);
    if (!UploadId)
      throw new StudioError('STORAGE_FAILED', 'the store gave no upload id', { retryable: true });
    return UploadId;
  }

  async signedPart(key: string, uploadId: string, partNumber: number, ttlSeconds?: number): Promise<string> {
    return this.#signed('PUT', key, ttlSeconds, { partNumber: String(partNumber), uploadId });
  }

  /** Sends one part; all but the last have at least 5 MiB. */
  async putPart(key: string, uploadId: string, partNumber: number, body: Buffer): Promise<UploadedPart> {
    const { ETag } = await this.#client.send(
      new UploadPartCommand({
        Bucket: this.#bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        Body: body,
        ContentLength: body.length,
      }),
    );
    return { partNumber, etag: ETag ?? '', sizeBytes: body.length };
  }

  async listParts(key: string, uploadId: string): Promise<UploadedPart[]> {
    const command = new ListPartsCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId });
    const { Parts } = await this.#client.send(command);
    return (Parts ?? []).map((part) => ({
      partNumber: part.PartNumber ?? 0,
      etag: part.ETag ?? '',
      sizeBytes: part.Size ?? 0,
    }));
  }

  /** @throws StudioError `MULTIPART_INVALID` when a part is missing or its ETag differs */
  async completeMultipart(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<void> {
    const ordered = [...parts].sort((a, b) => a.partNumber - b.partNumber);
    try {
      await this.#client.send(
        new CompleteMultipartUploadCommand({
          Bucket: this.#bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: {
            Parts: ordered.map((part) => ({ PartNumber: part.partNumber, ETag: part.etag })),
          },
        }),
      );
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw new StudioError('MULTIPART_INVALID', `the upload ${uploadId} cannot be completed`, {
        cause: error,
      });
    }
  }

  async abortMultipart(key: string, uploadId: string): Promise<void> {
    const command = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId });
    await this.#client.send(command).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  close(): void {
    this.#client.destroy();
  }

  #signed(
    method: 'GET' | 'PUT',
    key: string,
    ttlSeconds = 3_600,
    query: Record<string, string> = {},
  ): string {
    const path = key.split('/').map(encode).join('/');
    const url = new URL(this.#publicUrl + path);
    return this.#presigner.sign({ method, url, query, expiresInSeconds: ttlSeconds });
  }
}

const failed = (what: string, cause: unknown): StudioError =>
  cause instanceof StudioError ? cause : new StudioError('STORAGE_FAILED', what, { retryable: true, cause });

/** The store answered 5xx or 429, or not at all: the same request may succeed later. */
function isOutage(error: unknown): boolean {
  if (isUnavailable(error)) return true;
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  return status === undefined ? error.name === 'TimeoutError' : status >= 500 || status === 429;
}

/** What the store answered with, where it answered. */
function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}

function isMissing(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return name === 'NotFound' || name === 'NoSuchKey' || name === 'NoSuchUpload';
}

import type { ServerResponse } from 'node:http';
import type { Authentication } from './authenticate.ts';
import type { MultipartUploads } from './multipart.ts';
import type { S3Request } from './request.ts';
import type { Storage } from './storage.ts';

/** One authenticated request with everything that an operation needs to answer it. */
export interface Exchange {
  readonly request: S3Request;
  readonly response: ServerResponse;
  readonly authentication: Authentication;
  readonly storage: Storage;
  readonly uploads: MultipartUploads;
  now(): Date;
}

export type Operation = (exchange: Exchange) => Promise<void>;

/** Answers with an XML document. */
export function sendXml({ response }: Exchange, document: string): void {
  response.setHeader('content-type', 'application/xml');
  response.setHeader('content-length', Buffer.byteLength(document));
  response.end(document);
}

/** Answers without a body. */
export function sendEmpty(
  { response }: Exchange,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers);
  response.end();
}

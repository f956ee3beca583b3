import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { authenticate, type Credentials } from './authenticate.ts';
import { answerPreflight, setCorsHeaders } from './cors.ts';
import { MultipartUploads } from './multipart.ts';
import { parseRequest } from './request.ts';
import { route } from './router.ts';
import { S3Error } from './s3-error.ts';
import { Storage } from './storage.ts';
import { toErrorXml } from './xml.ts';

export interface ObjectStoreOptions {
  /** Where everything is kept; made when absent. */
  readonly directory: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Made at the start. */
  readonly buckets: readonly string[];
  /** Real time by default: signatures and presigned URLs expire by it. */
  readonly now?: () => Date;
  /** Told of faults of the store itself, never of refusals. */
  readonly onFault?: (fault: unknown) => void;
}

/** Is answered without a signature; `-` can be no bucket. */
export const healthPath = '/-/health';

/**
 * An S3-compatible store over a folder, for local use: path-style addresses, one credential, no versions, no ACLs.
 * @returns a server that does not listen yet
 */
export async function createObjectStore(options: ObjectStoreOptions): Promise<Server> {
  const storage = new Storage(options.directory);
  await storage.sweep();
  for (const bucket of options.buckets) await storage.createBucket(bucket);
  const uploads = new MultipartUploads(storage);
  const now = options.now ?? (() => new Date());

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    setCorsHeaders(message, response);
    if (message.method === 'OPTIONS') return answerPreflight(message, response);
    if (message.url === healthPath) return void response.end('ok');
    const request = parseRequest(message);
    const authentication = authenticate(request, options.credentials, options.region, now().getTime());
    await route({ request, response, authentication, storage, uploads, now });
  };

  // A slow upload of a long clip is no attack here: the limit is for half-dead connections.
  return createServer({ requestTimeout: 3_600_000 }, (message, response) => {
    answer(message, response).catch((error: unknown) => {
      if (!(error instanceof S3Error) && !isDisconnect(error)) options.onFault?.(error);
      refuse(message, response, error);
    });
  });
}

function refuse(message: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const known =
    error instanceof S3Error ? error : new S3Error(500, 'InternalError', 'We encountered an internal error.');
  const requestId = randomUUID();
  const body = message.method === 'HEAD' ? '' : toErrorXml(known.code, known.message, requestId);
  const headers = { ...known.headers, 'content-type': 'application/xml', 'x-amz-request-id': requestId };
  // The rest of an unwanted body is not read: the connection ends with the answer.
  response.writeHead(known.status, message.complete ? headers : { ...headers, connection: 'close' });
  response.end(body, () => {
    if (!message.complete) setTimeout(() => message.destroy(), 1_000).unref();
  });
  message.resume();
}

function isDisconnect(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE';
}

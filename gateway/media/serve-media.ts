import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type EdgeGrant, MEDIA_PATH, type StudioEdge } from '@effect-studio/kernel/objects/media-edge';
import type { Storage } from '@effect-studio/kernel/objects/storage';
import type { Exchange } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';

export interface MediaParts {
  edge: StudioEdge;
  storage: Storage;
}

export const isMediaPath = (path: string): boolean => path.startsWith(MEDIA_PATH);

/** What is served as itself; anything else is a file to be saved, so that no page can be smuggled in. */
const SHOWN = /^(video|image|audio)\/[\w.+-]+$/;

/**
 * Serves one object to whoever holds a signed URL of it, streaming, with ranges and ETags. Before each answer it looks
 * whether the scope was purged, so browsers ask again each time (304 is cheap), and a CDN may keep it as long as its URL
 * lives (RFC 9213).
 * @throws HttpRefusal 403 unsigned or expired, 404 no such object, 405, 410 taken out, 416
 */
export async function serveMedia(exchange: Exchange, { edge, storage }: MediaParts): Promise<void> {
  const { request, response } = exchange;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Media are read.', {}, { allow: 'GET, HEAD' });
  }
  const grant = grantOf(exchange, edge);
  if (await edge.isPurged(grant)) {
    throw new HttpRefusal(410, 'TAKEN_OUT', 'This was taken out of the gallery.');
  }
  const { range, 'if-none-match': ifNoneMatch } = request.headers;
  const object = await storage.serve(grant.key, { range, ifNoneMatch });
  if (!object) throw new HttpRefusal(404, 'NOT_FOUND', 'There is no such object.');
  const { status, headers, body } = object;
  response.writeHead(status, { ...headers, ...safe(headers), ...caching(grant) });
  if (!body) return void response.end();
  if (request.method === 'HEAD') {
    body.destroy();
    return void response.end();
  }
  // A player that has seen enough breaks off; that is no fault.
  await pipeline(body, response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
}

function grantOf({ path, search }: Exchange, edge: StudioEdge): EdgeGrant {
  const grant = edge.read(path, search);
  if (grant === 'UNSIGNED')
    throw new HttpRefusal(403, 'NOT_SIGNED', 'This address is not signed by the studio.');
  if (grant === 'EXPIRED') throw new HttpRefusal(403, 'EXPIRED', 'This address has expired. Read it again.');
  return grant;
}

function safe({ 'content-type': type = '' }: Record<string, string>): OutgoingHttpHeaders {
  const policy = { 'content-security-policy': "default-src 'none'; sandbox" };
  if (type === '' || SHOWN.test(type)) return policy;
  return { ...policy, 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' };
}

const caching = ({ expiresInSeconds }: EdgeGrant): OutgoingHttpHeaders => ({
  'cache-control': 'private, no-cache',
  'cdn-cache-control': `public, max-age=${expiresInSeconds}`,
  'cross-origin-resource-policy': 'cross-origin',
});

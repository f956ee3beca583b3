import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from '../http/problem-details.ts';

/** Header that our own clients send and that no form or image of another site can. */
export const CLIENT_HEADER = 'x-studio-client';

/**
 * Refuses what another site could have made a browser send: a request that rests on a cookie, or sets one,
 * carries our header and, when it posts, comes from one of our origins.
 * @param isOriginKnown whether the Origin, if any, is an app's own
 * @throws HttpRefusal 403
 */
export function refuseCrossSite(request: IncomingMessage, isOriginKnown: boolean): void {
  const site = request.headers['sec-fetch-site'];
  const isForeign = !isOriginKnown || site === 'cross-site' || site === 'same-site';
  if (isForeign || !request.headers[CLIENT_HEADER]) {
    throw new HttpRefusal(
      403,
      'CROSS_SITE',
      `Send the request from the app itself, with the header ${CLIENT_HEADER}.`,
    );
  }
}

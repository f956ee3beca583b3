import { createHash } from 'node:crypto';
import { systemCaller } from '@effect-studio/kernel/context';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { AskGraph } from '../../callers/directory.ts';
import { type Exchange, readBody, sendJson } from '../../http/exchange.ts';
import { HttpRefusal } from '../../http/problem-details.ts';
import type { Issuer } from './issuer.ts';
import { type Logout, MAX_LOGOUT_TOKEN_SECONDS } from './logout-token.ts';

/** To be registered at the issuer as `backchannel_logout_uri`. */
export const BACK_CHANNEL_LOGOUT_PATH = '/sign-in/oidc/back-channel-logout';

const END_SESSIONS = `mutation GatewayEndIssuerSessions($issuer: String!, $subject: String, $issuerSession: String) {
  endIssuerSessions(issuer: $issuer, subject: $subject, issuerSession: $issuerSession)
}`;

export interface BackChannelParts {
  issuer: Issuer;
  ask: AskGraph;
  redis: Redis;
  log: Logger;
  /** Has sessions looked up again at this gateway; others are told by a tick. */
  forgetSessions(): void;
  /** Counts a call that did not come from the issuer. @throws HttpRefusal 429 */
  countFailure(): Promise<void>;
}

/**
 * `POST /sign-in/oidc/back-channel-logout`: the issuer tells that somebody left there, and what they opened here ends:
 * sockets within five seconds, requests at once (OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8). Whatever does
 * not hold or fails is 400, as §2.8 has it.
 */
export async function answerBackChannelLogout(exchange: Exchange, parts: BackChannelParts): Promise<void> {
  const { issuer, ask, redis, log } = parts;
  const { correlationId, request } = exchange;
  const refuse = (error: string, description: string): void =>
    sendJson(exchange, 400, { error, error_description: description });
  const form = new URLSearchParams(await readBody(request));
  let logout: Logout;
  try {
    logout = await issuer.readLogout(form.get('logout_token') ?? '');
    if (!(await isFirst(redis, logout.tokenId))) throw new Error('it was shown before');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason, correlationId }, 'a logout by the issuer was refused');
    await parts.countFailure();
    return refuse('invalid_request', 'The logout token was not accepted.');
  }
  const { subject, session: issuerSession, tokenId } = logout;
  const of = { issuer: logout.issuer, subject, issuerSession };
  try {
    const { endIssuerSessions: ended } = await ask<{ endIssuerSessions: string[] }>(
      { caller: systemCaller(), correlationId },
      END_SESSIONS,
      of,
    );
    parts.forgetSessions();
    log.info({ ended: ended.length, correlationId }, 'the issuer ended sessions');
  } catch (error) {
    // The issuer may send it again.
    await redis.del(keyOf(tokenId)).catch(() => undefined);
    log.error({ err: error, correlationId }, 'a logout by the issuer failed');
    return refuse('server_error', 'The studio could not do this. Try again in a moment.');
  }
  exchange.response.writeHead(200, { 'cache-control': 'no-store', 'content-length': 0 }).end();
}

/** @throws HttpRefusal 405, 404 without an issuer */
export function checkBackChannelCall<Parts>({ request }: Exchange, parts: Parts | null): Parts {
  if (!parts) throw new HttpRefusal(404, 'NOT_FOUND', 'People sign in by code here.');
  if (request.method !== 'POST')
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Post to this address.', {}, { allow: 'POST' });
  return parts;
}

const keyOf = (tokenId: string): string =>
  `{studio}:oidc-logout:${createHash('sha256').update(tokenId).digest('base64url')}`;

/** Whether this token comes for the first time, at any gateway of the studio. */
async function isFirst(redis: Redis, tokenId: string): Promise<boolean> {
  const seconds = MAX_LOGOUT_TOKEN_SECONDS * 2;
  return (await redis.set(keyOf(tokenId), '1', 'EX', seconds, 'NX')) === 'OK';
}

import { systemCaller } from '@effect-studio/kernel/context';
import type { App } from '../audiences/app.ts';
import type { AskGraph, Directory } from '../callers/directory.ts';
import { hashToken } from '../callers/directory.ts';
import type { ResolvedCaller } from '../callers/resolve-caller.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { type Exchange, sendJson } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { CsrfTokens } from './csrf.ts';

const ROTATE = `mutation GatewayRotateSession($tokenHash: String!) {
  rotateSession(tokenHash: $tokenHash) { sessionToken sessionId expiresAt }
}`;

interface Rotated {
  sessionToken: string;
  sessionId: string;
  expiresAt: string;
}

export interface RotationParts {
  ask: AskGraph;
  directory: Directory;
  csrf: CsrfTokens;
  isSecure: boolean;
}

/** Gives a browser the next token of its session, when the one that it showed is old enough. @returns null when it is not */
export function rotateCookie(
  exchange: Exchange,
  { credential }: ResolvedCaller,
  parts: RotationParts,
): Promise<void> | null {
  const { app } = exchange;
  if (app === 'api' || credential.kind !== 'session' || !credential.isCookie || !credential.isRotationDue)
    return null;
  return setNextCookie(exchange, app, credential.tokenHash, parts);
}

async function setNextCookie(
  exchange: Exchange,
  app: Exclude<App, 'api'>,
  tokenHash: string,
  parts: RotationParts,
): Promise<void> {
  const { response } = exchange;
  const rotated = await rotate(exchange, tokenHash, parts);
  if (!rotated) return;
  response.setHeader('set-cookie', [
    setSessionCookie(app, rotated.sessionToken, parts.isSecure),
    parts.csrf.cookie(app, rotated.sessionId, parts.isSecure),
  ]);
}

/** `POST /sign-in/refresh` with a session token as bearer: the next token, for programs. @throws HttpRefusal 401, 409 */
export async function answerRefresh(exchange: Exchange, parts: RotationParts): Promise<void> {
  const token = /^Bearer ([\w-]{43})$/i.exec(exchange.request.headers.authorization ?? '')?.[1];
  if (!token) throw new HttpRefusal(401, 'UNAUTHENTICATED', 'Send the session token as a bearer.');
  const tokenHash = hashToken(token);
  if (!(await parts.directory.session(tokenHash, 0))) {
    throw new HttpRefusal(401, 'UNAUTHENTICATED', 'The session has ended. Sign in again.');
  }
  const rotated = await rotate(exchange, tokenHash, parts);
  if (!rotated)
    throw new HttpRefusal(409, 'REFRESHED_ALREADY', 'Another request has the next token already.');
  const { sessionToken, expiresAt } = rotated;
  sendJson(exchange, 200, { sessionToken, expiresAt });
}

async function rotate(
  { correlationId }: Exchange,
  tokenHash: string,
  parts: RotationParts,
): Promise<Rotated | null> {
  const call = { caller: systemCaller(), correlationId };
  const { rotateSession } = await parts.ask<{ rotateSession: Rotated | null }>(call, ROTATE, { tokenHash });
  parts.directory.forgetToken(tokenHash);
  return rotateSession;
}

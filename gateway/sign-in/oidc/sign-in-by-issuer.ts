import { createHash } from 'node:crypto';
import { systemCaller } from '@effect-studio/kernel/context';
import type { Redis } from 'ioredis';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { AppOrigins } from '../../audiences/app.ts';
import type { AskGraph } from '../../callers/directory.ts';
import { type BrowserApp, setSessionCookie } from '../../http/cookies.ts';
import type { Exchange } from '../../http/exchange.ts';
import { HttpRefusal } from '../../http/problem-details.ts';
import type { CsrfTokens } from '../csrf.ts';
import type { Issuer } from './issuer.ts';
import { PENDING_SECONDS, type PendingSignIns } from './pending-sign-in.ts';

export const BEGIN_PATH = '/sign-in/oidc';
export const CALLBACK_PATH = '/sign-in/oidc/callback';

const OPEN_SESSION = `mutation GatewayOpenSession(
  $issuer: String!, $subject: String!, $email: String!, $displayName: String!, $device: String!,
  $issuerSession: String, $isAdmin: Boolean, $isMaker: Boolean
) {
  openSessionForIssuer(
    issuer: $issuer, subject: $subject, email: $email, displayName: $displayName, device: $device,
    issuerSession: $issuerSession, isAdmin: $isAdmin, isMaker: $isMaker
  ) {
    __typename
    ... on SignedIn { sessionToken identity { sessionId } }
    ... on InvalidInput { humanReadableCause suggestedAction }
  }
}`;

interface OpenSessionAnswer {
  openSessionForIssuer:
    | { __typename: 'SignedIn'; sessionToken: string; identity: { sessionId: string } }
    | { __typename: 'InvalidInput'; humanReadableCause: string; suggestedAction: string };
}

export interface IssuerSignInParts {
  issuer: Issuer;
  pending: PendingSignIns;
  ask: AskGraph;
  csrf: CsrfTokens;
  redis: Redis;
  origins: () => AppOrigins;
}

/** `GET /sign-in/oidc`: sends the browser to the issuer. @throws HttpRefusal 404, 503 */
export async function beginSignIn(exchange: Exchange, parts: IssuerSignInParts): Promise<void> {
  const { app, origin } = openedAt(exchange, parts.origins());
  const begun = {
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    origin,
  };
  const redirectUri = new URL(CALLBACK_PATH, origin).href;
  const address = await parts.issuer.signInAddress({ ...begun, redirectUri });
  redirect(exchange, address.href, [await parts.pending.seal(app, begun)]);
}

/**
 * `GET /sign-in/oidc/callback`: opens a session for whom the issuer vouches, and the app with it. Each
 * begun sign-in is redeemed at most once, whatever comes of it.
 * @throws HttpRefusal 400 when this browser did not begin it, 401, 403, 409, 503
 */
export async function finishSignIn(exchange: Exchange, parts: IssuerSignInParts): Promise<void> {
  const { request, response, correlationId } = exchange;
  const { app } = openedAt(exchange, parts.origins());
  const forget = parts.pending.clear(app);
  response.setHeader('set-cookie', forget);
  const begun = await parts.pending.open(app, request.headers.cookie);
  const state = new URLSearchParams(exchange.search).get('state');
  if (!begun || begun.state !== state || !(await isFirst(parts.redis, state))) {
    throw new HttpRefusal(
      400,
      'SIGN_IN_NOT_BEGUN',
      'This sign-in was not begun in this browser, is over, or took more than ten minutes. Begin again.',
    );
  }
  const callback = new URL(CALLBACK_PATH + exchange.search, begun.origin);
  const person = await parts.issuer.redeem(callback, begun);
  const device = request.headers['user-agent'] ?? '';
  const call = { caller: systemCaller(), correlationId };
  const { openSessionForIssuer: answer } = await parts.ask<OpenSessionAnswer>(call, OPEN_SESSION, {
    ...person,
    device,
  });
  if (answer.__typename === 'InvalidInput') {
    const { humanReadableCause, suggestedAction } = answer;
    throw new HttpRefusal(409, 'ADDRESS_NOT_USABLE', `${humanReadableCause} ${suggestedAction}`);
  }
  const isSecure = begun.origin.startsWith('https:');
  redirect(exchange, '/', [
    forget,
    setSessionCookie(app, answer.sessionToken, isSecure),
    parts.csrf.cookie(app, answer.identity.sessionId, isSecure),
  ]);
}

/**
 * The address at the issuer that ends the person's session there, too (OpenID Connect RP-Initiated Logout 1.0 §2).
 * @returns null without an issuer, or when it offers no such thing or cannot be asked: the studio's session has ended
 */
export async function leaveIssuer(
  exchange: Exchange,
  parts: IssuerSignInParts | null,
): Promise<string | null> {
  if (!parts) return null;
  const { origin } = openedAt(exchange, parts.origins());
  return parts.issuer.leaveAddress(`${origin}/`).catch(() => null);
}

/**
 * The app that a browser is at, and where it was opened: of the app's own addresses the one that the
 * request names, so that nobody chooses where the issuer sends people to.
 */
function openedAt(exchange: Exchange, origins: AppOrigins): { app: BrowserApp; origin: string } {
  const { listener, request } = exchange;
  // A development server forwards to the API port and leaves Host as it was.
  const apps: readonly BrowserApp[] = listener === 'api' ? ['user', 'admin'] : [listener];
  for (const app of apps) {
    const origin = origins[app].find((candidate) => new URL(candidate).host === request.headers.host);
    if (origin) return { app, origin };
  }
  const origin = listener === 'api' ? undefined : origins[listener][0];
  if (listener === 'api' || !origin) {
    throw new HttpRefusal(404, 'NOT_FOUND', 'Sign in from one of the apps.');
  }
  return { app: listener, origin };
}

/** Whether this state comes back for the first time, at any gateway of the studio. */
async function isFirst(redis: Redis, state: string): Promise<boolean> {
  const digest = createHash('sha256').update(state).digest('base64url');
  return (await redis.set(`{studio}:oidc-state:${digest}`, '1', 'EX', PENDING_SECONDS, 'NX')) === 'OK';
}

function redirect({ response }: Exchange, location: string, cookies: readonly string[]): void {
  response.writeHead(302, { location, 'set-cookie': [...cookies], 'cache-control': 'no-store' }).end();
}

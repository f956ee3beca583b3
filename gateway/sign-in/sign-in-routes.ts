import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { z } from 'zod';
import type { AskGraph } from '../callers/directory.ts';
import type { ResolvedCaller } from '../callers/resolve-caller.ts';
import { clearSessionCookies, setSessionCookie } from '../http/cookies.ts';
import { type Exchange, readJson, sendJson } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { CsrfTokens } from './csrf.ts';

const emailSchema = z.object({ email: z.string().trim().max(254).pipe(z.email()) });
const redeemSchema = emailSchema.extend({ code: z.string().min(1).max(32) });

const REQUEST = 'mutation GatewayRequestCode($email: String!) { requestSignInCode(email: $email) }';
const REDEEM = `mutation GatewayRedeemCode($email: String!, $code: String!, $device: String!) {
  redeemSignInCode(email: $email, code: $code, device: $device) {
    __typename
    ... on SignedIn { sessionToken identity { sessionId userId roles expiresAt } }
    ... on SignInRefused { status humanReadableCause suggestedAction attemptsLeft }
  }
}`;
const REVOKE = `mutation GatewaySignOut($input: RevokeSessionInput!) {
  revokeSession(input: $input) { __typename }
}`;

interface RedeemAnswer {
  redeemSignInCode:
    | {
        __typename: 'SignedIn';
        sessionToken: string;
        identity: { sessionId: string; userId: string; roles: string[]; expiresAt: string };
      }
    | {
        __typename: 'SignInRefused';
        status: number;
        humanReadableCause: string;
        suggestedAction: string;
        attemptsLeft: number;
      };
}

/** Reads a body. @throws HttpRefusal 400 that names the field */
async function readInput<Input>(exchange: Exchange, schema: z.ZodType<Input>): Promise<Input> {
  const parsed = schema.safeParse(await readJson(exchange.request));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'body';
  throw new HttpRefusal(400, 'INVALID_INPUT', `${field} cannot be used. Check it and send it again.`, {
    field,
  });
}

/** `POST /sign-in/code {email}`: 202 whether the address is known or not. */
export async function answerCodeRequest(exchange: Exchange, ask: AskGraph): Promise<void> {
  const { email } = await readInput(exchange, emailSchema);
  await ask({ caller: systemCaller(), correlationId: exchange.correlationId }, REQUEST, { email });
  sendJson(exchange, 202, {});
}

/**
 * `POST /sign-in/redeem {email, code}`: opens a session. Browsers get the app's cookie and never see the
 * token; programs, on the API port, get the token.
 */
export async function answerRedemption(
  exchange: Exchange,
  ask: AskGraph,
  csrf: CsrfTokens,
  isSecure: boolean,
): Promise<void> {
  const input = await readInput(exchange, redeemSchema);
  const device = exchange.request.headers['user-agent'] ?? '';
  const call = { caller: systemCaller(), correlationId: exchange.correlationId };
  const { redeemSignInCode: answer } = await ask<RedeemAnswer>(call, REDEEM, { ...input, device });
  if (answer.__typename === 'SignInRefused') {
    const { status, humanReadableCause, suggestedAction, attemptsLeft } = answer;
    const code = status === 429 ? 'SIGN_IN_LOCKED' : 'SIGN_IN_REFUSED';
    throw new HttpRefusal(status, code, `${humanReadableCause} ${suggestedAction}`, { attemptsLeft });
  }
  const { sessionToken, identity } = answer;
  const person = { userId: identity.userId, expiresAt: identity.expiresAt };
  if (exchange.app === 'api') {
    sendJson(exchange, 200, { ...person, sessionToken });
    return;
  }
  exchange.response.setHeader('set-cookie', [
    setSessionCookie(exchange.app, sessionToken, isSecure),
    csrf.cookie(exchange.app, identity.sessionId, isSecure),
  ]);
  sendJson(exchange, 200, person);
}

/**
 * `POST /sign-out`: ends the session that the request came with; without one there is nothing to do. Where the
 * issuer can be left, too, the answer says at which address.
 * @param leaveIssuer answers that address
 */
export async function answerSignOut(
  exchange: Exchange,
  ask: AskGraph,
  resolved: ResolvedCaller,
  leaveIssuer: () => Promise<string | null>,
): Promise<void> {
  const { caller, credential } = resolved;
  if (credential.kind === 'session') {
    const input = { sessionId: credential.sessionId, idempotencyKey: newId() };
    await ask({ caller, correlationId: exchange.correlationId }, REVOKE, { input });
  }
  if (exchange.app !== 'api') exchange.response.setHeader('set-cookie', clearSessionCookies(exchange.app));
  const endSessionUrl = exchange.app === 'api' ? null : await leaveIssuer();
  if (endSessionUrl) sendJson(exchange, 200, { endSessionUrl });
  else exchange.response.writeHead(204).end();
}

import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const CLOCK_TOLERANCE_SECONDS = 30;
/** A logout token is used at once; an older one is refused, and a `jti` need not be remembered for longer. */
export const MAX_LOGOUT_TOKEN_SECONDS = 600;
/** Types by which issuers mark it; some mark none. */
const TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'logout+jwt', 'application/logout+jwt'];

/** By what a logout token is checked. */
export interface LogoutTokenCheck {
  readonly issuer: string;
  readonly clientId: string;
  /** Asymmetric ones that the issuer signs with. */
  readonly algorithms: readonly string[];
  readonly keys: JWTVerifyGetKey;
}

/** What an issuer says of somebody who left. At least one of subject and session is there. */
export interface Logout {
  readonly issuer: string;
  readonly subject: string | null;
  /** One session at the issuer (`sid`). */
  readonly session: string | null;
  /** Of this token alone (`jti`). */
  readonly tokenId: string;
}

/**
 * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6, without the look at its `jti`).
 * @throws Error that says what does not hold
 */
export async function readLogoutToken(token: string, check: LogoutTokenCheck): Promise<Logout> {
  const { payload, protectedHeader } = await jwtVerify(token, check.keys, {
    issuer: check.issuer,
    audience: check.clientId,
    algorithms: [...check.algorithms],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    maxTokenAge: MAX_LOGOUT_TOKEN_SECONDS,
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
  });
  if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) throw new Error('it is a token of another type');
  // What an ID token has and a logout token must not, so that neither can be taken for the other (§2.4).
  if (payload.nonce !== undefined) throw new Error('it has a nonce');
  if (!isLogoutEvent(payload)) throw new Error('it tells of no logout');
  const subject = textOf(payload.sub);
  const session = textOf(payload.sid);
  if (subject === null && session === null) throw new Error('it names neither a subject nor a session');
  return { issuer: check.issuer, subject, session, tokenId: String(payload.jti) };
}

function isLogoutEvent({ events }: JWTPayload): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, LOGOUT_EVENT)) return false;
  const told = (events as Record<string, unknown>)[LOGOUT_EVENT];
  return typeof told === 'object' && told !== null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

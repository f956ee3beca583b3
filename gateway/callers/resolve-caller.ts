import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import type { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { App } from '../audiences/app.ts';
import { restrictCaller } from '../audiences/restrict-caller.ts';
import type { Quota } from '../execution/request-scope.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { AccessTokens } from '../machine-tokens/access-tokens.ts';
import { type Directory, hashToken, type SessionIdentity } from './directory.ts';

/** What the caller showed; sockets check it again while they are open. */
export type Credential =
  | { kind: 'none' }
  | {
      kind: 'session';
      tokenHash: string;
      sessionId: string;
      tenantId: string;
      isCookie: boolean;
      isRotationDue: boolean;
    }
  | { kind: 'machine'; clientId: string; quotaPerDay: number | null; expiresAt: Date }
  | { kind: 'internal'; expiresAt: Date };

export interface ResolvedCaller {
  caller: Caller;
  credential: Credential;
}

/** What a request shows of its sender. */
export interface Shown {
  app: App;
  authorization: string | undefined;
  cookieToken: string | null;
}

const VISITOR: ResolvedCaller = { caller: ANONYMOUS, credential: { kind: 'none' } };

/** Finds out who calls, and as what. */
export class CallerResolver {
  readonly #directory: Directory;
  readonly #internalTokens: InternalTokens;
  readonly #accessTokens: AccessTokens;
  /** What was made of an answer about a session, for as long as the directory keeps that answer. */
  readonly #ofAnswers = new WeakMap<SessionIdentity, Map<string, ResolvedCaller>>();

  constructor(parts: { directory: Directory; internalTokens: InternalTokens; accessTokens: AccessTokens }) {
    this.#directory = parts.directory;
    this.#internalTokens = parts.internalTokens;
    this.#accessTokens = parts.accessTokens;
  }

  /**
   * A bearer counts before a cookie. A cookie that is not good any more makes a visitor, so that public
   * pages still open; a bearer that is not good is refused, since a program must learn that.
   * @throws HttpRefusal 401
   */
  async resolve(shown: Shown): Promise<ResolvedCaller> {
    if (shown.authorization !== undefined) return this.#ofBearer(shown.app, shown.authorization);
    if (!shown.cookieToken) return VISITOR;
    return (await this.#ofSession(shown.app, shown.cookieToken, true)) ?? VISITOR;
  }

  /** True while the credential still stands. @param maxAgeMs how old the answer may be */
  async isStillGood(credential: Credential, maxAgeMs: number): Promise<boolean> {
    switch (credential.kind) {
      case 'none':
        return true;
      case 'session':
        return this.#directory.sessionLives(credential.sessionId, credential.tenantId, maxAgeMs);
      case 'internal':
        return credential.expiresAt > new Date();
      case 'machine':
        return (
          credential.expiresAt > new Date() &&
          (await this.#directory.machine(credential.clientId, maxAgeMs)) !== null
        );
    }
  }

  async #ofBearer(app: App, authorization: string): Promise<ResolvedCaller> {
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    const resolved = token ? await this.#ofToken(app, token) : null;
    if (!resolved)
      throw new HttpRefusal(401, 'UNAUTHENTICATED', 'The bearer token is not good. Sign in again.');
    return resolved;
  }

  async #ofToken(app: App, token: string): Promise<ResolvedCaller | null> {
    if (!token.includes('.')) return this.#ofSession(app, token, false);
    // Signed tokens are for programs, which use the API port.
    if (app !== 'api') return null;
    return isAccessToken(token) ? this.#ofMachineToken(token) : this.#ofInternalToken(token);
  }

  async #ofSession(app: App, token: string, isCookie: boolean): Promise<ResolvedCaller | null> {
    const tokenHash = hashToken(token);
    const session = await this.#directory.session(tokenHash);
    if (!session) return null;
    const ofAnswer = this.#ofAnswers.get(session) ?? new Map<string, ResolvedCaller>();
    const key = isCookie ? `cookie ${app}` : app;
    const known = ofAnswer.get(key);
    if (known) return known;
    const resolved = personOf(session, { app, tokenHash, isCookie });
    this.#ofAnswers.set(session, ofAnswer.set(key, resolved));
    return resolved;
  }

  async #ofMachineToken(token: string): Promise<ResolvedCaller | null> {
    const claims = await this.#accessTokens.verify(token);
    const machine = claims && (await this.#directory.machine(claims.clientId));
    if (!machine) return null;
    // What the machine may do today, within what the token was made for.
    const scopes = claims.scopes.filter((scope) => machine.scopes.includes(scope));
    const { clientId, tenantId, ownerId, quotaPerDay } = machine;
    const isPartner = machine.kind === 'PARTNER';
    return {
      caller: restrictCaller(
        {
          kind: 'machine',
          // A partner's program acts for the person who owns it, within its scopes.
          subjectId: isPartner ? ownerId : clientId,
          tenantId,
          roles: [isPartner ? 'partner' : 'agent'],
          scopes,
          sessionId: null,
        },
        'api',
      ),
      credential: { kind: 'machine', clientId, quotaPerDay, expiresAt: claims.expiresAt },
    };
  }

  async #ofInternalToken(token: string): Promise<ResolvedCaller | null> {
    const call = await this.#internalTokens.verify(token).catch(() => null);
    if (!call) return null;
    const expiresAt = new Date((decodeJwt(token).exp ?? 0) * 1_000);
    return { caller: call.caller, credential: { kind: 'internal', expiresAt } };
  }
}

function personOf(
  { sessionId, userId, tenantId, roles, scopes, isRotationDue }: SessionIdentity,
  { app, tokenHash, isCookie }: { app: App; tokenHash: string; isCookie: boolean },
): ResolvedCaller {
  return {
    caller: restrictCaller({ kind: 'person', subjectId: userId, tenantId, roles, scopes, sessionId }, app),
    credential: { kind: 'session', tokenHash, sessionId, tenantId, isCookie, isRotationDue },
  };
}

/** How much a client may do a day; null for those that have no quota. */
export function quotaOf(credential: Credential): Quota | null {
  if (credential.kind !== 'machine' || credential.quotaPerDay === null) return null;
  return { clientId: credential.clientId, perDay: credential.quotaPerDay };
}

/** What the token says it is; whether it is, its signature tells. */
function isAccessToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === 'at+jwt';
  } catch {
    return false;
  }
}

import { hash } from 'node:crypto';
import { systemCaller } from '@effect-studio/kernel/context';
import type { InternalCall } from '@effect-studio/kernel/graph/internal-token';
import { newId } from '@effect-studio/kernel/ids';
import { ExpiringCache } from './expiring-cache.ts';

/** Asks the whole graph, as the platform. */
export type AskGraph = <Data>(
  call: InternalCall,
  document: string,
  variables: Record<string, unknown>,
) => Promise<Data>;

/** A live session's person. */
export interface SessionIdentity {
  sessionId: string;
  userId: string;
  tenantId: string;
  roles: string[];
  scopes: string[];
  /** Its token is old enough to be changed. */
  isRotationDue: boolean;
}

/** A machine that was not revoked. */
export interface MachineIdentity {
  clientId: string;
  tenantId: string;
  publicKeyJwk: Record<string, unknown>;
  scopes: string[];
  kind: 'AGENT' | 'PARTNER';
  ownerId: string;
  /** Operations a day; null: as many as its leases make. */
  quotaPerDay: number | null;
}

/** How old an answer about a session or a machine may be; with it, a revocation takes effect within 5 s. */
export const MAX_AGE_MS = 3_000;
const CACHE_LIMIT = 20_000;

const SESSION =
  'query GatewaySession($tokenHash: String!) { sessionIdentity(tokenHash: $tokenHash) { sessionId userId tenantId roles scopes isRotationDue } }';
const LIVES =
  'query GatewaySessionLives($sessionId: ID!, $tenantId: ID!) { sessionLives(sessionId: $sessionId, tenantId: $tenantId) }';
const MACHINE =
  'query GatewayMachine($clientId: ID!) { machineIdentity(clientId: $clientId) { clientId tenantId ownerId kind quotaPerDay publicKeyJwk scopes } }';

/** SHA-256 in hex, under which identity knows a session token. */
export const hashToken = (token: string): string => hash('sha256', token);

/** Who is behind a session token or a machine client, asked of the graph and kept for seconds. */
export class Directory {
  readonly #ask: AskGraph;
  readonly #sessions = new ExpiringCache<SessionIdentity | null>(CACHE_LIMIT);
  readonly #lives = new ExpiringCache<boolean>(CACHE_LIMIT);
  readonly #machines = new ExpiringCache<MachineIdentity | null>(CACHE_LIMIT);

  constructor(ask: AskGraph) {
    this.#ask = ask;
  }

  /** @param maxAgeMs default {@link MAX_AGE_MS} */
  session(tokenHash: string, maxAgeMs = MAX_AGE_MS): Promise<SessionIdentity | null> {
    return this.#sessions.get(tokenHash, maxAgeMs, async () => {
      const data = await this.#asPlatform<{ sessionIdentity: SessionIdentity | null }>(SESSION, {
        tokenHash,
      });
      return data.sessionIdentity;
    });
  }

  /** Whether a session is still there, whatever became of the token that it was opened with. */
  sessionLives(sessionId: string, tenantId: string, maxAgeMs: number): Promise<boolean> {
    return this.#lives.get(sessionId, maxAgeMs, async () => {
      const data = await this.#asPlatform<{ sessionLives: boolean }>(LIVES, { sessionId, tenantId });
      return data.sessionLives;
    });
  }

  /** Forgets a token whose session has another now. */
  forgetToken(tokenHash: string): void {
    this.#sessions.forget(tokenHash);
  }

  machine(clientId: string, maxAgeMs = MAX_AGE_MS): Promise<MachineIdentity | null> {
    return this.#machines.get(clientId, maxAgeMs, async () => {
      const data = await this.#asPlatform<{ machineIdentity: MachineIdentity | null }>(MACHINE, { clientId });
      return data.machineIdentity;
    });
  }

  /** Forgets sessions, since one was revoked and tokens are not known by session id. */
  forgetSessions(): void {
    this.#sessions.clear();
    this.#lives.clear();
  }

  #asPlatform<Data>(document: string, variables: Record<string, unknown>): Promise<Data> {
    return this.#ask<Data>({ caller: systemCaller(), correlationId: newId() }, document, variables);
  }
}

import { importJWK, SignJWT } from 'jose';
import { v7 } from 'uuid';
import type { AccessTokens } from './graphql-transport.ts';
import type { MachineIdentity } from './machine-key.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 60;
/** A token is renewed this long before it ends, so that no call begins with one that is about to. */
const EARLY_MS = 60_000;

/** A clock that is further off than this makes assertions useless before they arrive. */
const CLOCK_TOLERANCE_MS = 10_000;

/** The studio does not know this machine's client id any more. */
export class UnknownClient extends Error {
  override readonly name = 'UnknownClient';
}

interface TokenAnswer {
  access_token?: string;
  expires_in?: number;
  error?: string;
}

/** Access tokens by client credentials with `private_key_jwt` (RFC 7523 §2.2), kept until shortly before they end. */
export class ClientCredentials implements AccessTokens {
  readonly #tokenUrl: string;
  readonly #identity: () => Promise<MachineIdentity & { clientId: string }>;
  readonly #onUnknown: () => Promise<void>;
  readonly #scope: string;
  #token: { value: string; renewAt: number } | null = null;
  #asking: Promise<string> | null = null;
  /** How far the studio's clock is before this machine's, as far as it had to be known. */
  #clockOffsetMs = 0;

  /**
   * @param onUnknown called when the studio does not know the client; enrols anew
   * @param scope what the token is for, space-separated
   */
  constructor(
    tokenUrl: string,
    identity: () => Promise<MachineIdentity & { clientId: string }>,
    onUnknown: () => Promise<void>,
    scope = 'agent:lease',
  ) {
    this.#scope = scope;
    this.#tokenUrl = tokenUrl;
    this.#identity = identity;
    this.#onUnknown = onUnknown;
  }

  async get(): Promise<string> {
    if (this.#token && performance.now() < this.#token.renewAt) return this.#token.value;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  forget(): void {
    this.#token = null;
  }

  async #ask(): Promise<string> {
    try {
      return await this.#request();
    } catch (error) {
      if (!(error instanceof UnknownClient)) throw error;
      await this.#onUnknown();
      return this.#request();
    }
  }

  async #request(): Promise<string> {
    const identity = await this.#identity();
    const response = await fetch(this.#tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: await this.#assertion(identity),
        scope: this.#scope,
      }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = (await response.json()) as TokenAnswer;
    if (response.status === 401 && answer.error === 'invalid_client') {
      // An assertion from a wrong clock is refused in the same words as an unknown key.
      const offsetMs = clockOffsetMs(response);
      if (Math.abs(offsetMs - this.#clockOffsetMs) > CLOCK_TOLERANCE_MS) {
        this.#clockOffsetMs = offsetMs;
        return this.#request();
      }
      throw new UnknownClient('the studio does not accept this machine’s key');
    }
    if (!answer.access_token) throw new Error(`no access token: ${answer.error ?? response.status}`);
    const lifeMs = (answer.expires_in ?? 60) * 1_000;
    this.#token = {
      value: answer.access_token,
      renewAt: performance.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2),
    };
    return answer.access_token;
  }

  async #assertion({ privateKeyJwk, clientId }: MachineIdentity & { clientId: string }): Promise<string> {
    const issuedAt = Math.floor((Date.now() + this.#clockOffsetMs) / 1_000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.#tokenUrl)
      .setJti(v7())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_SECONDS)
      .sign(await importJWK(privateKeyJwk, 'EdDSA'));
  }
}

/** By the answer's own `Date`; 0 where it has none. */
function clockOffsetMs(response: Response): number {
  const theirNow = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(theirNow) ? 0 : theirNow - Date.now();
}

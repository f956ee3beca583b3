import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { HttpRefusal } from '../../http/problem-details.ts';
import { refusalOfIssuer } from './issuer-faults.ts';
import { type Logout, readLogoutToken } from './logout-token.ts';
import { claimAt, hasRoleByClaims, type RoleClaim } from './role-claim.ts';

const TIMEOUT_SECONDS = 5;
const DISCOVERY_ATTEMPTS = 3;
const DISCOVERY_PAUSE_MS = 250;
const CLOCK_TOLERANCE_SECONDS = 30;

/** How the studio is known to the issuer. */
export interface IssuerSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  scopes: string;
  /** Null: its claims make nobody an admin. */
  adminClaim: RoleClaim | null;
  /** Null: its claims make nobody a maker. */
  makerClaim: RoleClaim | null;
}

/** What a browser is sent to the issuer with. */
export interface Challenge {
  state: string;
  nonce: string;
  codeVerifier: string;
  redirectUri: string;
}

/** Somebody whose account and address the issuer vouches for. */
export interface VouchedPerson {
  issuer: string;
  subject: string;
  email: string;
  /** Empty when the issuer tells none. */
  displayName: string;
  /** Their session there (`sid`), where the issuer tells it: by it the issuer can end what it opens here. */
  issuerSession: string | null;
  /** What the claims say of whether they are an admin; null where the studio does not read them. */
  isAdmin: boolean | null;
  /** The same of whether they are a maker. */
  isMaker: boolean | null;
}

/** An OpenID Connect issuer, by authorization code with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636). */
export class Issuer {
  readonly #settings: IssuerSettings;
  #discovered: Promise<client.Configuration> | null = null;
  #keys: JWTVerifyGetKey | null = null;

  constructor(settings: IssuerSettings) {
    this.#settings = settings;
  }

  /** The address at the issuer that a browser is sent to. @throws HttpRefusal 503 */
  async signInAddress({ state, nonce, codeVerifier, redirectUri }: Challenge): Promise<URL> {
    return client.buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: redirectUri,
      scope: this.#settings.scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * Exchanges the code that a browser came back with.
   * @param callback its address, with the issuer's answer in the query
   * @throws HttpRefusal 401 when the issuer or the checks refuse it, 403 without a verified address, 503
   */
  async redeem(callback: URL, challenge: Omit<Challenge, 'redirectUri'>): Promise<VouchedPerson> {
    const configuration = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: challenge.codeVerifier,
        expectedState: challenge.state,
        expectedNonce: challenge.nonce,
        idTokenExpected: true,
      });
      const token = tokens.claims()!;
      const claims = this.#isComplete(token, configuration)
        ? token
        : { ...token, ...(await client.fetchUserInfo(configuration, tokens.access_token, token.sub)) };
      const { adminClaim, makerClaim } = this.#settings;
      return {
        ...vouched({ ...claims, iss: token.iss, sub: token.sub }),
        issuerSession: typeof token.sid === 'string' ? token.sid : null,
        isAdmin: adminClaim && hasRoleByClaims(claims, adminClaim),
        isMaker: makerClaim && hasRoleByClaims(claims, makerClaim),
      };
    } catch (error) {
      throw refusalOfIssuer(error);
    }
  }

  /** Reads what the issuer says of somebody who left there. @throws Error when it does not hold; HttpRefusal 503 */
  async readLogout(token: string): Promise<Logout> {
    const { jwks_uri: keysAt, ...metadata } = (await this.#configuration()).serverMetadata();
    if (!keysAt) throw new Error('the issuer publishes no keys');
    // It asks for the keys when a token names one that it does not know yet, at most twice a minute.
    this.#keys ??= createRemoteJWKSet(new URL(keysAt), { timeoutDuration: TIMEOUT_SECONDS * 1_000 });
    const algorithms = metadata.id_token_signing_alg_values_supported ?? ['RS256'];
    return readLogoutToken(token, {
      issuer: metadata.issuer,
      clientId: this.#settings.clientId,
      // One with a secret in common would let whoever knows the secret end sessions.
      algorithms: algorithms.filter((name) => /^((RS|PS|ES)\d{3}|EdDSA|Ed25519)$/.test(name)),
      keys: this.#keys,
    });
  }

  /** Issuers may keep the address and roles for another endpoint (OpenID Connect Core 1.0 §5.4). */
  #isComplete(token: client.IDToken, configuration: client.Configuration): boolean {
    if (token.email === undefined || token.email_verified === undefined) return false;
    if (!configuration.serverMetadata().userinfo_endpoint) return true;
    const { adminClaim, makerClaim } = this.#settings;
    return [adminClaim, makerClaim].every((claim) => !claim || claimAt(token, claim.name) !== undefined);
  }

  /** Where a browser is sent to end the person's session at the issuer; null when it offers no such thing. @throws HttpRefusal 503 */
  async leaveAddress(returnTo: string): Promise<string | null> {
    const configuration = await this.#configuration();
    if (!configuration.serverMetadata().end_session_endpoint) return null;
    return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo }).href;
  }

  /** Asked once and kept; after a failure the next sign-in asks again. */
  #configuration(): Promise<client.Configuration> {
    this.#discovered ??= this.#discover().catch((error: unknown) => {
      this.#discovered = null;
      throw refusalOfIssuer(error);
    });
    return this.#discovered;
  }

  async #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const options: client.DiscoveryRequestOptions = {
      timeout: TIMEOUT_SECONDS,
      execute: [client.enableNonRepudiationChecks],
    };
    // The configuration takes http for addresses of this machine only.
    if (issuer.startsWith('http:')) options.execute!.push(client.allowInsecureRequests);
    const metadata = { [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await client.discovery(
          new URL(issuer),
          clientId,
          metadata,
          authentication(clientSecret),
          options,
        );
      } catch (error) {
        if (attempt === DISCOVERY_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, DISCOVERY_PAUSE_MS * attempt));
      }
    }
  }
}

/** The secret goes as the issuer takes it; `client_secret_basic` unless it says otherwise. */
function authentication(secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None();
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const takesBasic = methods.includes('client_secret_basic');
    (takesBasic ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret))(server, ...rest);
  };
}

function vouched(claims: {
  iss: string;
  sub: string;
  [claim: string]: unknown;
}): Omit<VouchedPerson, 'issuerSession' | 'isAdmin' | 'isMaker'> {
  const { email, email_verified: isVerified, name, nickname } = claims;
  if (typeof email !== 'string' || isVerified !== true) {
    throw new HttpRefusal(
      403,
      'EMAIL_UNVERIFIED',
      'Your account has no verified e-mail address. Verify it there, then sign in again.',
    );
  }
  const displayName = [name, nickname].find((text): text is string => typeof text === 'string') ?? '';
  return { issuer: claims.iss, subject: claims.sub, email, displayName };
}

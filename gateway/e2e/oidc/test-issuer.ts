import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { Browser } from './browser.ts';

export const CLIENT_ID = 'effect-studio';
export const CLIENT_SECRET = 'a secret of the test issuer & the gateway: +%';

/** An account at the issuer. */
export interface IssuerAccount {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
  groups?: string[];
}

/** A real OpenID Connect issuer on loopback, where whoever `account` is signs in without being asked. */
export class TestIssuer {
  readonly #server: Server;
  account: IssuerAccount = newAccount();
  /** Logouts that the studio has acknowledged. */
  logoutsTold = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Takes a port and answers nothing yet. @param port 0 lets the system choose */
  static async open(port = 0): Promise<TestIssuer> {
    const server = createServer();
    const issuer = new TestIssuer(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Answers from now on.
   * @param redirectUris where the studio may be returned to
   * @param logoutUri where it tells that somebody left
   */
  start(redirectUris: string[], logoutUri: string): void {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const provider = new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: redirectUris,
          post_logout_redirect_uris: redirectUris.map((uri) => `${new URL(uri).origin}/`),
          backchannel_logout_uri: logoutUri,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'test' }] },
      cookies: { keys: [randomUUID()] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...this.account, sub }) }),
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      // Its own dispatcher refuses addresses of this machine, where the studio of a test is.
      fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
      // Consent was given before.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: CLIENT_ID,
          accountId: oidc.session?.accountId,
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    provider.on('backchannel.success', () => {
      this.logoutsTold += 1;
    });
    const answer = provider.callback();
    this.#server.on('request', (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
      void provider.interactionFinished(request, response, { login: { accountId: this.account.sub } });
    });
  }

  /** Signs a browser out there, as whoever confirms the page that asks. */
  async signOut(browser: Browser): Promise<void> {
    const page = await (await browser.open(`${this.url}/session/end?client_id=${CLIENT_ID}`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const response = await fetch(action, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: browser.cookieHeader,
      },
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
      redirect: 'manual',
    });
    if (response.status >= 400) throw new Error(`the issuer answered ${response.status}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function newAccount(changes: Partial<IssuerAccount> = {}): IssuerAccount {
  const sub = randomUUID();
  return { sub, email: `zoe-${sub}@example.org`, email_verified: true, name: 'Zoë', ...changes };
}

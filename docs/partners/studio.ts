import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  EnrolPartnerDocument,
  type ResultOf,
  type TypedDocument,
  type VariablesOf,
} from '@effect-studio/client';
import { createClient } from 'graphql-ws';

/** Who this program is to the studio; the private key never leaves it. */
interface Identity {
  clientId: string;
  privateKeyJwk: JsonWebKey;
}

/** A document of the package: its text, with the types of what it asks and answers. */
type Document = TypedDocument<unknown, never> & { toString(): string };

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** A token is renewed this long before it ends. */
const EARLY_MS = 60_000;

/** An Effect Studio as a partner's program talks to it. */
export class Studio {
  readonly #url: string;
  readonly #identity: Identity;
  #token: { value: string; renewAtMs: number } | null = null;

  private constructor(url: string, identity: Identity) {
    this.#url = url;
    this.#identity = identity;
  }

  /**
   * @param url of the API, such as `http://127.0.0.1:4000`
   * @param keyFile where this program keeps who it is
   * @param enrolmentToken that an admin of the studio issued; needed once, when there is no key file yet
   */
  static async open(url: string, keyFile: string, enrolmentToken?: string): Promise<Studio> {
    const known = await readFile(keyFile, 'utf8').catch(() => null);
    if (known) return new Studio(url, JSON.parse(known) as Identity);
    if (!enrolmentToken)
      throw new Error(`There is no ${keyFile} yet, and no ENROLMENT_TOKEN to get one with.`);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { enrolMachine } = await ask(url, null, EnrolPartnerDocument, {
      input: {
        enrolmentToken,
        name: 'example program',
        publicKeyJwk: publicKey.export({ format: 'jwk' }),
        idempotencyKey: randomUUID(),
      },
    });
    const { clientId } = expectOne(enrolMachine, 'MachineEnrolment');
    const identity: Identity = { clientId, privateKeyJwk: privateKey.export({ format: 'jwk' }) };
    await writeFile(keyFile, JSON.stringify(identity), { mode: 0o600 });
    return new Studio(url, identity);
  }

  /** Sends a query or a mutation. @throws Error in the studio's words */
  async ask<Sent extends Document>(document: Sent, variables: VariablesOf<Sent>): Promise<ResultOf<Sent>> {
    return ask(this.#url, await this.#accessToken(), document, variables);
  }

  /** Follows a subscription until it ends or the loop is left. */
  async *follow<Sent extends Document>(
    document: Sent,
    variables: VariablesOf<Sent>,
  ): AsyncGenerator<ResultOf<Sent>> {
    const client = createClient({
      url: new URL('/graphql', this.#url).href.replace(/^http/, 'ws'),
      connectionParams: async () => ({ authorization: `Bearer ${await this.#accessToken()}` }),
      // What was missed is asked for by cursor, which only the program knows.
      retryAttempts: 0,
    });
    try {
      const query = document.toString();
      for await (const { data, errors } of client.iterate({
        query,
        variables: variables as Record<string, unknown>,
      })) {
        if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
        yield data as ResultOf<Sent>;
      }
    } finally {
      await client.dispose();
    }
  }

  async #accessToken(): Promise<string> {
    if (this.#token && Date.now() < this.#token.renewAtMs) return this.#token.value;
    const tokenUrl = new URL('/oauth/token', this.#url).href;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: assertion(this.#identity, tokenUrl),
      }),
    });
    const answer = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
    if (!answer.access_token) throw new Error(`The studio gave no token: ${answer.error ?? response.status}`);
    const lifeMs = (answer.expires_in ?? 60) * 1_000;
    this.#token = {
      value: answer.access_token,
      renewAtMs: Date.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2),
    };
    return answer.access_token;
  }
}

/** The result that was hoped for. @throws Error with what the studio says instead, and what to do about it */
export function expectOne<Result extends { __typename: string }, Name extends Result['__typename']>(
  result: Result,
  name: Name,
): Extract<Result, { __typename: Name }> {
  if (result.__typename === name) return result as Extract<Result, { __typename: Name }>;
  const { title, humanReadableCause, suggestedAction } = result as Record<string, unknown>;
  throw new Error([title, humanReadableCause, suggestedAction].filter(Boolean).join(' '));
}

async function ask<Sent extends Document>(
  url: string,
  token: string | null,
  document: Sent,
  variables: VariablesOf<Sent>,
): Promise<ResultOf<Sent>> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  if (response.status === 429) {
    throw new Error(`Too many requests. Try again in ${response.headers.get('retry-after')} s.`);
  }
  const { data, errors } = (await response.json()) as {
    data?: ResultOf<Sent>;
    errors?: { message: string }[];
  };
  if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'no answer');
  return data;
}

/** Proof that this program holds the key of its client id (RFC 7523), good for a minute and once. */
function assertion({ clientId, privateKeyJwk }: Identity, audience: string): string {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: randomUUID(),
    iat: nowSeconds,
    exp: nowSeconds + 60,
  };
  const signed = `${part({ alg: 'EdDSA' })}.${part(claims)}`;
  const key = createPrivateKey({ key: privateKeyJwk, format: 'jwk' });
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

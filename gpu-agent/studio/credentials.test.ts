import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, type JWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgentConfig } from '../config.ts';
import { ClientCredentials } from './access-token.ts';
import { Enrolment } from './enrolment.ts';

let server: Server;
let stateDir: string;
let base: string;
/** Public keys by client id, as the studio knows them. */
let clients: Map<string, JWK>;
let enrolments: Record<string, unknown>[];
let tokenRequests: URLSearchParams[];

async function bodyOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'agent-state-'));
  clients = new Map();
  enrolments = [];
  tokenRequests = [];
  server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const answer = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/graphql') {
      const { input } = JSON.parse(body).variables;
      enrolments.push(input);
      const clientId = `client-${enrolments.length}`;
      clients.set(clientId, input.publicKeyJwk);
      return answer(200, {
        data: { enrolMachine: { __typename: 'MachineEnrolment', clientId, scopes: ['agent:lease'] } },
      });
    }
    const form = new URLSearchParams(body);
    tokenRequests.push(form);
    try {
      const assertion = form.get('client_assertion') ?? '';
      const claimed = JSON.parse(Buffer.from(assertion.split('.')[1]!, 'base64url').toString());
      const key = await importJWK(clients.get(claimed.iss)!, 'EdDSA');
      await jwtVerify(assertion, key, {
        audience: `${base}/oauth/token`,
        subject: claimed.iss,
        requiredClaims: ['jti', 'exp'],
      });
      return answer(200, { access_token: `token-${tokenRequests.length}`, expires_in: 600 });
    } catch {
      return answer(401, { error: 'invalid_client' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(stateDir, { recursive: true, force: true });
});

function credentials(enrolmentToken: string | undefined = 'one-time'): ClientCredentials {
  const config = readAgentConfig({
    GATEWAY_URL: `${base}/graphql`,
    AGENT_STATE_DIR: stateDir,
    AGENT_ENROLMENT_TOKEN: enrolmentToken,
  });
  const enrolment = new Enrolment(config);
  return new ClientCredentials(
    config.tokenUrl,
    () => enrolment.identity(),
    () => enrolment.forgetClient(),
  );
}

describe('signing in', () => {
  it('enrols once, with the public half of a key that only its owner can read', async () => {
    await credentials().get();
    await credentials().get();
    expect(enrolments).toHaveLength(1);
    expect(enrolments[0]).toMatchObject({ publicKeyJwk: { kty: 'OKP', crv: 'Ed25519' } });
    expect(enrolments[0]!.publicKeyJwk).not.toHaveProperty('d');
    expect((await stat(join(stateDir, 'machine.json'))).mode & 0o777).toBe(0o600);
  });

  it('keeps a token until it is refused, and asks once for many callers', async () => {
    const tokens = credentials();
    const [one, two] = await Promise.all([tokens.get(), tokens.get()]);
    expect([one, two, await tokens.get()]).toEqual(['token-1', 'token-1', 'token-1']);
    tokens.forget();
    expect(await tokens.get()).toBe('token-2');
  });

  it('enrols anew when the studio was reset', async () => {
    await credentials().get();
    clients.clear();
    await credentials().get();
    expect(enrolments).toHaveLength(2);
    expect(enrolments[1]!.publicKeyJwk).toEqual(enrolments[0]!.publicKeyJwk);
  });

  it('says what to do when it is neither enrolled nor may enrol', async () => {
    const config = readAgentConfig({ GATEWAY_URL: `${base}/graphql`, AGENT_STATE_DIR: stateDir });
    await expect(new Enrolment(config).identity()).rejects.toThrow(/AGENT_ENROLMENT_TOKEN/);
  });
});

import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import { getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { assertion, enrolMachine, requestToken } from '../harness/machines.ts';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
let bearer: Record<string, string>;
beforeAll(async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  gateway = await TestGateway.open({ mode: 'production', webDir });
  bearer = { authorization: `Bearer ${await gateway.signIn()}` };
});
afterAll(() => gateway.stop());

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('an operation that is meant to hurt', () => {
  it.each([
    ['101 aliases', `{ ${times(101, (index) => `a${index}: __typename`)} }`, 'OPERATION_TOO_LARGE'],
    ['1,000 duplicated fields', `{ runs { ${times(1_000, () => 'id')} } }`, 'OPERATION_TOO_LARGE'],
    [
      'unknown directives, ten of them',
      `{ runs { id ${times(10, (index) => `@x${index}`)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a thousand directives',
      `{ runs { id ${times(300, () => '@skip(if: false)')} } }`,
      'OPERATION_TOO_LARGE',
    ],
    [
      'circular fragments',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['deep recursion', `{ runs ${'{ next '.repeat(400)} { id } ${'}'.repeat(400)} }`, 'OPERATION_TOO_LARGE'],
    [
      'nested lists in arguments',
      `{ run(id: ${'['.repeat(990)}${']'.repeat(990)}) { id } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'circular introspection',
      `{ __schema { types ${'{ fields { type '.repeat(8)} { name } ${'} }'.repeat(8)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['the usual introspection', getIntrospectionQuery(), 'GRAPHQL_VALIDATION_FAILED'],
    ['more tokens than allowed', `{ ${times(2_001, () => '__typename')} }`, 'OPERATION_TOO_LARGE'],
    [
      'entities from outside',
      '{ _entities(representations: [{ __typename: "Run", id: "1" }]) { __typename } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['the SDL of a context from outside', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused before it is planned: %s', async (_what, query, code) => {
    const answer = await gateway.query(query, bearer);
    expect({ status: answer.status, code: answer.errors?.[0]?.extensions.code }).toEqual({
      status: 400,
      code,
    });
  });

  it('costs no more than its text where fragments multiply', async () => {
    const levels = times(
      40,
      (level) => `fragment F${level} on Run { next { ...F${level + 1} ...F${level + 1} } }`,
    );
    const answer = await gateway.query(`{ runs { ...F0 } } ${levels} fragment F40 on Run { id }`, bearer);
    expect(answer).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }, {}],
    });
  });

  it('comes in no array, no address, no form and no oversized body', async () => {
    const batch = await gateway.post('/graphql', [{ query: '{ whoAmI }' }, { query: '{ whoAmI }' }], bearer);
    expect(batch.status).toBe(400);
    const steps = gateway.runs.steps.length;
    const mutation = encodeURIComponent('mutation { advance(id: "1") { id } }');
    const byAddress = await fetch(gateway.url(`/graphql?query=${mutation}`), { headers: bearer });
    expect(byAddress.status).toBe(405);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ]) {
      const form = await fetch(gateway.url('/graphql'), {
        method: 'POST',
        headers: { ...bearer, ...(type ? { 'content-type': type } : {}) },
        body: JSON.stringify({ query: 'mutation { advance(id: "1") { id } }' }),
      });
      expect({ type, status: form.status }).toEqual({ type, status: 415 });
    }
    expect((await gateway.query(`{ whoAmI } # ${'x'.repeat(256 * 1024)}`, bearer)).status).toBe(413);
    expect(gateway.runs.steps).toHaveLength(steps);
  });

  it('learns nothing of the inside by an error', async () => {
    const texts = [
      JSON.stringify((await gateway.query('{ breaks }', bearer)).errors),
      JSON.stringify((await gateway.query('{ whoAm runz { id } }', bearer)).errors),
      await (await gateway.post('/graphql', '{"query":', bearer)).text(),
      await (await gateway.post('/sign-in/redeem', 'null')).text(),
      await (await fetch(gateway.url('/%2e%2e/%2e%2e/etc/passwd'))).text(),
    ];
    for (const text of texts) expect(text).not.toMatch(/ at .*:\d+|node_modules|\.ts\b|secret|whoAmI|runs\b/);
  });
});

describe('a token', () => {
  async function agentToken(): Promise<string> {
    const token = `enrolment-${newId()}`;
    const grant = { ownerId: gateway.anna.userId, name: 'rig', scopes: ['agent:lease'] };
    await allowEnrolment(gateway.studio.call('identity'), { token, ...grant });
    const machine = await enrolMachine(gateway, token);
    return String((await requestToken(gateway, await assertion(gateway, machine))).access_token);
  }

  it('of another audience is that of its own, whatever port and header it comes with', async () => {
    const agent = { authorization: `Bearer ${await agentToken()}` };
    expect((await gateway.query('{ adminsOnly }', agent)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await gateway.query('{ sessions { id } }', agent)).status).toBe(400);
    for (const app of ['user', 'admin'] as const) {
      const there = { ...agent, origin: gateway.url('', app), 'x-studio-client': `web-${app}` };
      expect((await gateway.post('/graphql', { query: '{ whoAmI }' }, there, app)).status).toBe(401);
    }
  });

  it('of our contexts is refused when it expired, is not signed, is signed by somebody else or for something else', async () => {
    const call = { caller: systemCaller(), correlationId: newId() };
    const good = await gateway.tokens.sign(call);
    const [, body] = good.split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as Record<string, unknown>;
    const key = new TextEncoder().encode('k'.repeat(32));
    const { INTERNAL_TOKEN_PRIVATE_KEY } = testConfig(clusterUrl());
    // Signed by us, and still not good.
    const ours = (changes: object) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'EdDSA' })
        .sign(createPrivateKey(INTERNAL_TOKEN_PRIVATE_KEY));
    const past = Math.floor(Date.now() / 1_000) - 1;
    const forged = [
      await ours({ exp: past }),
      await ours({ aud: 'somebody else' }),
      await ours({ iss: 'somebody else' }),
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(key),
      `${good.split('.').slice(0, 2).join('.')}.`,
      good.replace(
        body!,
        Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url'),
      ),
    ];
    for (const token of forged) {
      expect((await gateway.query('{ platformOnly }', { authorization: `Bearer ${token}` })).status).toBe(
        401,
      );
    }
    // A context that is asked over HTTP trusts nothing else, either.
    for (const token of [...forged, await agentToken()]) {
      const response = await fetch(`${gateway.contextsUrl}/orchestrator/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ platformOnly }' }),
      });
      expect(response.status).toBe(401);
    }
    const claimed = { ...creator(), scopes: ['user', 'internal'], roles: ['system'] };
    const asPerson = await gateway.tokens.sign({ caller: claimed, correlationId: newId() });
    expect((await gateway.query('{ platformOnly }', { authorization: `Bearer ${asPerson}` })).status).toBe(
      200,
    );
  });

  it('that was shown once is not taken again', async () => {
    const token = `enrolment-${newId()}`;
    const grant = { ownerId: gateway.anna.userId, name: 'rig', scopes: ['agent:lease'] };
    await allowEnrolment(gateway.studio.call('identity'), { token, ...grant });
    const given = await assertion(gateway, await enrolMachine(gateway, token));
    expect((await requestToken(gateway, given)).status).toBe(200);
    expect(await requestToken(gateway, given)).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('a browser that was led astray', () => {
  const fromApp = () => ({ origin: gateway.url('', 'user'), 'x-studio-client': 'web-user' });

  it('gets a session of its own at sign-in, not the one that was planted', async () => {
    const planted = 'p'.repeat(43);
    const body = { email: gateway.anna.email, code: await gateway.code() };
    const headers = { ...fromApp(), cookie: `studio_user=${planted}` };
    const response = await gateway.post('/sign-in/redeem', body, headers, 'user');
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^studio_user=[\w-]{43};/);
    expect(cookie).not.toContain(planted);
    const asked = await gateway.post('/graphql', { query: '{ whoAmI }' }, headers, 'user');
    expect(await asked.json()).toMatchObject({ data: { whoAmI: { kind: 'anonymous' } } });
  });

  it('is let read nothing by a page of another site', async () => {
    for (const app of ['user', 'admin', 'api'] as const) {
      const response = await fetch(gateway.url('/graphql', app), {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

describe('a socket', () => {
  const connect = (authorization: string) =>
    createClient({
      url: gateway.url('/graphql').replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization },
    });

  it.each([
    ['what HTTP refuses', 'subscription { runChanged(id: "1") { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two at once',
      'subscription { ticking(topic: "a") b: ticking(topic: "b") }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'too much',
      `subscription { ${times(40, (index) => `x${index}: ticking(topic: "a")`)} }`,
      'OPERATION_TOO_LARGE',
    ],
    ['introspection', 'subscription { __schema { types { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['@defer', 'subscription { ... @defer { ticking(topic: "a") } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused %s', async (_what, query, code) => {
    const client = connect(bearer.authorization!);
    const [refused] = await client
      .iterate({ query })
      .next()
      .then(
        () => [],
        (errors: { extensions: { code: string } }[]) => errors,
      );
    expect(refused?.extensions.code).toBe(code);
    await client.dispose();
  });

  it('does not outlive the token that opened it', async () => {
    const { INTERNAL_TOKEN_PRIVATE_KEY } = testConfig(clusterUrl());
    const good = await gateway.tokens.sign({ caller: creator(), correlationId: newId() });
    const endsSoon = await new SignJWT({ ...decodeJwt(good), exp: Math.ceil(Date.now() / 1_000) + 2 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(createPrivateKey(INTERNAL_TOKEN_PRIVATE_KEY));
    const client = connect(`Bearer ${endsSoon}`);
    const closed = new Promise<{ code: number }>((resolve) =>
      client.on('closed', (event) => resolve(event as { code: number })),
    );
    const following = client.iterate({ query: 'subscription { ticking(topic: "none") }' }).next();
    following.catch(() => undefined);
    expect((await closed).code).toBe(4401);
    await expect(following).rejects.toMatchObject({ code: 4401 });
    await client.dispose();
  });

  it('answers no queries or mutations, which would go past the counting of HTTP', async () => {
    const client = connect(bearer.authorization!);
    const steps = gateway.runs.steps.length;
    const answer = client.iterate({ query: 'mutation { advance(id: "1") { id } }' }).next();
    await expect(answer).rejects.toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(gateway.runs.steps).toHaveLength(steps);
    await client.dispose();
  });
});

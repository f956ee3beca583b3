import { systemCaller } from '@effect-studio/kernel/context';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Placement, TestGateway } from '../harness/test-gateway.ts';

describe.each<Placement>(['in process', 'over HTTP'])('the graph, contexts %s', (placement) => {
  let gateway: TestGateway;
  let bearer: Record<string, string>;
  beforeAll(async () => {
    gateway = await TestGateway.open({ placement });
    bearer = { authorization: `Bearer ${await gateway.signIn()}` };
  });
  afterAll(() => gateway.stop());

  it('joins three contexts', async () => {
    const { data, errors } = await gateway.query(
      '{ run(id: "7") { id costNanoUsd owner { displayName } } }',
      bearer,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ run: { id: '7', costNanoUsd: '12000000000', owner: { displayName: 'Anna' } } });
  });

  it('asks each entity once and answers it everywhere', async () => {
    gateway.costs.askedIds.length = 0;
    const { data } = await gateway.query('{ runs { id costNanoUsd } }');
    expect((data!.runs as { id: string }[]).map(({ id }) => id)).toEqual(['1', '2', '1']);
    expect(data!.runs).toMatchObject([{ costNanoUsd: '12000000000' }, {}, { costNanoUsd: '12000000000' }]);
    expect(gateway.costs.askedIds.sort()).toEqual(['1', '2']);
  });

  it('runs a mutation and joins its result', async () => {
    const before = gateway.runs.steps.length;
    const { data } = await gateway.query('mutation { advance(id: "8") { id costNanoUsd } }', bearer);
    expect(data).toEqual({ advance: { id: '8', costNanoUsd: '12000000000' } });
    expect(gateway.runs.steps).toHaveLength(before + 1);
  });

  it('answers a failure with its code and the correlation id, and nothing of the inside', async () => {
    const correlationId = '018f4e3a-0000-7000-8000-00000000abcd';
    const { data, errors } = await gateway.query('{ breaks }', { 'x-correlation-id': correlationId });
    expect(data).toEqual({ breaks: null });
    expect(errors).toEqual([
      {
        message: 'A part of the studio is not available. Try again in a moment.',
        path: ['breaks'],
        extensions: { code: 'PUMP_JAMMED', retryable: true, correlationId },
      },
    ]);
  });

  it('carries the client’s correlation id to the context and back, when it is a UUID', async () => {
    const given = '018f4e3a-0000-7000-8000-000000000001';
    const answer = await gateway.query('{ whoAmI }', { 'x-correlation-id': given });
    expect(answer.headers.get('x-correlation-id')).toBe(given);
    expect(answer.data).toMatchObject({ whoAmI: { correlationId: given } });
    const odd = await gateway.query('{ whoAmI }', { 'x-correlation-id': "1'; drop table" });
    expect(odd.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses what needs a sign-in or a scope', async () => {
    const anonymous = await gateway.query('{ run(id: "1") { id } }');
    expect(anonymous.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const visitor = await gateway.query('{ adminsOnly }');
    expect(visitor.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await gateway.query('{ adminsOnly }', bearer)).data).toEqual({ adminsOnly: 'margins' });
  });

  it('does not know internal fields outside, also for admins, and answers them to contexts', async () => {
    const outside = await gateway.query('{ platformOnly }', bearer);
    expect(outside).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    const introspection = await gateway.query('{ __schema { queryType { fields { name } } } }');
    expect(JSON.stringify(introspection.data)).toContain('adminsOnly');
    expect(JSON.stringify(introspection.data)).not.toMatch(/platformOnly|sessionIdentity/);
    const token = await gateway.tokens.sign({
      caller: systemCaller(),
      correlationId: '018f4e3a-0000-7000-8000-000000000002',
    });
    const inside = await gateway.query('{ platformOnly }', { authorization: `Bearer ${token}` });
    expect(inside.data).toEqual({ platformOnly: 'plumbing' });
  });
});

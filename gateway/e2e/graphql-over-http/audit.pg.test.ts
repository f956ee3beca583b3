import { auditServer } from 'graphql-http';
import { expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

it('misses nothing of the GraphQL-over-HTTP audit: no MUST, no SHOULD, no MAY', async () => {
  const gateway = await TestGateway.open();
  try {
    const results = await auditServer({ url: gateway.url('/graphql') });
    expect(results.length).toBeGreaterThanOrEqual(60);
    expect(results.filter((result) => result.status !== 'ok')).toEqual([]);
  } finally {
    await gateway.stop();
  }
});

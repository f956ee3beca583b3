import gallery from '@effect-studio/gallery/subgraph';
import { FakeGraph } from '@effect-studio/gallery/test-gallery';
import { newId } from '@effect-studio/kernel/ids';
import { AdminApproved } from '@effect-studio/schema/events/notifications';
import { admin } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open({ contexts: [gallery], graph: new FakeGraph() });
});
afterAll(() => gateway?.stop());

const LIST = '{ effects(first: 10) { edges { node { slug title previewUrl } } } }';
const read = (headers: Record<string, string> = {}, query = LIST) =>
  fetch(gateway.url(`/graphql?query=${encodeURIComponent(query)}`), { headers });

async function publish(wish: string): Promise<string> {
  const { studio } = gateway;
  const submission = submissionOf({ wish, consentPublicPreview: true });
  const { runId, ownerId } = submission;
  const decision = { reviewItemId: newId(), runId, ownerId, decidedBy: newId(), submission };
  await studio.deliver('gallery', AdminApproved, runId, decision);
  await studio.runJobs('gallery');
  const { rows } = await studio.ownerPool.query<{ id: string }>(
    'select id from gallery.effect where run_id = $1',
    [runId],
  );
  return rows[0]!.id;
}

describe('what visitors read by GET', () => {
  it('is kept by its ETag until something is published or taken out', async () => {
    const effectId = await publish('First of all');
    const first = await read();
    expect(first.status).toBe(200);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
    expect(first.headers.get('vary')).toContain('authorization');
    expect(JSON.stringify(await first.json())).toContain('first-of-all');

    const again = await read({ 'if-none-match': etag });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);

    await publish('Second');
    const grown = await read({ 'if-none-match': etag });
    expect(grown.status).toBe(200);
    expect(JSON.stringify(await grown.json())).toContain('second');

    const OUT = 'mutation($input: UnpublishEffectInput!) { unpublishEffect(input: $input) { __typename } }';
    const input = { effectId, reason: 'Rights.', idempotencyKey: newId() };
    await gateway.studio.execute('gallery', admin(), OUT, { input });
    const shrunk = await read({ 'if-none-match': grown.headers.get('etag')! });
    expect(shrunk.status).toBe(200);
    expect(JSON.stringify(await shrunk.json())).not.toContain('first-of-all');
  });

  it('is not kept when it failed, and what one caller reads is kept by nobody else', async () => {
    const failed = await read({}, '{ effects(after: "x") { edges { cursor } } }');
    expect([failed.headers.get('cache-control'), failed.headers.get('etag')]).toEqual(['no-store', null]);
    const authorization = `Bearer ${await gateway.signIn()}`;
    const own = await read({ authorization }, '{ me { id } }');
    expect(own.headers.get('cache-control')).toBe('private, no-cache');
    const etag = own.headers.get('etag')!;
    expect((await read({ authorization, 'if-none-match': etag }, '{ me { id } }')).status).toBe(304);
    const posted = await gateway.query('{ me { id } }', { authorization, 'if-none-match': etag });
    expect([posted.status, posted.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });
});

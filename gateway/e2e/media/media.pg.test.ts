import { newId } from '@effect-studio/kernel/ids';
import type { StudioEdge } from '@effect-studio/kernel/objects/media-edge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

const BYTES = Buffer.from('0123456789'.repeat(100));
let gateway: TestGateway;
let edge: StudioEdge;
let key: string;
const scope = newId();

beforeAll(async () => {
  gateway = await TestGateway.open();
  const { media, storage } = gateway.studio.call('identity');
  edge = media as StudioEdge;
  key = `outputs/${newId()}.mp4`;
  await storage.put(key, BYTES, { contentType: 'video/mp4' });
});
afterAll(() => gateway?.stop());

/** The address as this gateway serves it. */
const at = (url: string): string => gateway.url(url.slice(new URL(url).origin.length));
const ask = (headers: Record<string, string> = {}, url = edge.url(scope, key)) => fetch(at(url), { headers });

describe('media by a signed address', () => {
  it('come whole, in ranges, and as "not modified"', async () => {
    const whole = await ask();
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(whole.headers.get('cdn-cache-control')).toMatch(/^public, max-age=\d{4}$/);
    expect(Buffer.from(await whole.arrayBuffer()).equals(BYTES)).toBe(true);

    const part = await ask({ range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
    expect(await part.text()).toBe('0123456789');
    expect((await ask({ range: 'bytes=5000-' })).status).toBe(416);

    const same = await ask({ 'if-none-match': whole.headers.get('etag')! });
    expect([same.status, await same.text()]).toEqual([304, '']);
    const head = await fetch(at(edge.url(scope, key)), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
  });

  it('are refused without a right signature, with another method, and where there is nothing', async () => {
    const url = edge.url(scope, key);
    const unsigned = await ask({}, url.replace(/signature=.*/, 'signature=x'));
    expect(unsigned.status).toBe(403);
    expect(unsigned.headers.get('content-type')).toBe('application/problem+json');
    expect((await fetch(at(url), { method: 'POST' })).status).toBe(405);
    expect((await ask({}, edge.url(scope, 'outputs/none.mp4'))).status).toBe(404);
  });

  it('that are no media are files to be saved, never pages', async () => {
    const page = `outputs/${newId()}.html`;
    const { storage } = gateway.studio.call('identity');
    await storage.put(page, Buffer.from('<script>'), { contentType: 'text/html' });
    const answer = await ask({}, edge.url(scope, page));
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    await answer.body?.cancel();
  });

  it('are gone with the next request when they were purged, also for who has them in a cache', async () => {
    const [url, taken] = [edge.url(scope, key), newId()];
    const held = edge.url(taken, key);
    const { headers } = await ask({}, held);
    await edge.purge(taken, [key]);
    const ways: Record<string, string>[] = [
      {},
      { range: 'bytes=0-9' },
      { 'if-none-match': headers.get('etag')! },
    ];
    for (const asked of ways) {
      const answer = await ask(asked, held);
      expect(answer.status).toBe(410);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      await answer.body?.cancel();
    }
    expect((await ask({}, url)).status).toBe(200);
  });
});

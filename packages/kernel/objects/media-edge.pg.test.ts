import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { openRedis } from '../process/redis.ts';
import { PullCdn, StudioEdge } from './media-edge.ts';

const HALF_HOUR_MS = 1_800_000;
let redis: Redis;
let nowMs = Date.UTC(2026, 0, 1, 12, 10);
const edgeWith = (secret: string) =>
  new StudioEdge({ secret, baseUrl: 'https://media.example/', redis, nowMs: () => nowMs });

beforeAll(() => {
  redis = openRedis(testConfig(clusterUrl()).REDIS_URL, 'commands');
});
afterAll(() => redis.disconnect());

const read = (edge: StudioEdge, url: string) => edge.read(new URL(url).pathname, new URL(url).search);

describe('a URL of the edge', () => {
  it('is the same within half an hour, and good for half an hour at least', () => {
    const edge = edgeWith('a secret');
    const url = edge.url('effect', 'outputs/a b.mp4');
    expect(url).toMatch(/^https:\/\/media\.example\/media\/effect\/outputs\/a%20b\.mp4\?expires=/);
    const grant = { scope: 'effect', key: 'outputs/a b.mp4' };
    expect(read(edge, url)).toEqual({ ...grant, expiresInSeconds: 50 * 60 });
    nowMs += 19 * 60_000;
    expect(edge.url('effect', 'outputs/a b.mp4')).toBe(url);
    nowMs += 60_000;
    expect(edge.url('effect', 'outputs/a b.mp4')).not.toBe(url);
    nowMs += HALF_HOUR_MS;
    expect(read(edge, url)).toBe('EXPIRED');
  });

  it('grants nothing when any of it was changed, or another studio signed it', () => {
    const edge = edgeWith('a secret');
    const url = edge.url('effect', 'outputs/a.mp4');
    const changed = [
      url.replace('/effect/', '/other/'),
      url.replace('a.mp4', 'b.mp4'),
      url.replace(/expires=\d+/, 'expires=9999999999'),
      url.replace(/signature=.*/, ''),
      url.replace('/effect/outputs/', '/effect%2Foutputs/'),
      url.replace('a.mp4', '%'),
      edgeWith('another secret').url('effect', 'outputs/a.mp4'),
    ];
    expect(changed.map((one) => read(edge, one))).toEqual(changed.map(() => 'UNSIGNED'));
  });
});

describe('a purge', () => {
  it('is seen by every gateway, within its scope, until it is taken back', async () => {
    const [here, there] = [edgeWith('a secret'), edgeWith('a secret')];
    const scope = newId();
    await here.purge(scope, ['outputs/a.mp4']);
    expect(await there.isPurged({ scope, key: 'outputs/a.mp4' })).toBe(true);
    expect(await there.isPurged({ scope, key: 'outputs/b.mp4' })).toBe(false);
    expect(await there.isPurged({ scope: newId(), key: 'outputs/a.mp4' })).toBe(false);
    await here.restore(scope, ['outputs/a.mp4']);
    expect(await there.isPurged({ scope, key: 'outputs/a.mp4' })).toBe(false);
  });

  it('is told to the CDN as well, and fails when that does not take it', async () => {
    const asked: { authorization: string | undefined; body: unknown }[] = [];
    let status = 200;
    const cdn = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization } = request.headers;
        asked.push({ authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => cdn.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}/purge`;
    const [origin, scope] = [edgeWith('a secret'), newId()];
    const pull = new PullCdn(origin, { url, token: 'token' });
    await pull.purge(scope, ['outputs/a b.mp4']);
    expect(asked).toEqual([
      { authorization: 'Bearer token', body: { paths: [`/media/${scope}/outputs/a%20b.mp4`] } },
    ]);
    expect(await origin.isPurged({ scope, key: 'outputs/a b.mp4' })).toBe(true);
    status = 500;
    await expect(pull.purge(scope, ['x'])).rejects.toMatchObject({
      code: 'CDN_REFUSED_PURGE',
      retryable: true,
    });
    await new Promise((resolve) => cdn.close(resolve));
    await expect(pull.purge(scope, ['x'])).rejects.toMatchObject({
      code: 'CDN_UNREACHABLE',
      retryable: true,
    });
  });
});

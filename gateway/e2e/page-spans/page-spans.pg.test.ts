import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CollectedSpans, collectSpans } from '@effect-studio/telemetry/testing/collect-spans';
import { newTraceparent, parseTraceparent } from '@effect-studio/telemetry/traceparent';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
let page: Record<string, string>;
beforeAll(async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  gateway = await TestGateway.open({ webDir });
});
afterAll(() => gateway.stop());

let collected: CollectedSpans;
beforeEach(async () => {
  page = await signedInPage();
  collected = collectSpans();
});
afterEach(() => collected.stop());

/** What a page of the users' app sends along once Anna is signed in there. */
async function signedInPage(): Promise<Record<string, string>> {
  const from = { origin: gateway.url('', 'user'), 'x-studio-client': 'web-user' };
  const body = { email: gateway.anna.email, code: await gateway.code() };
  const response = await gateway.post('/sign-in/redeem', body, from, 'user');
  const pairs = response.headers.getSetCookie().map((whole) => whole.split(';')[0]!);
  return { ...from, cookie: pairs.join('; '), 'x-studio-csrf': pairs[1]!.split('=')[1]! };
}

const span = (more: object = {}) => {
  const { traceId, spanId } = parseTraceparent(newTraceparent())!;
  const times = { startedAgoMs: 2_000, durationMs: 150 };
  return { traceId, spanId, name: 'SubmitRun', kind: 'operation', ...times, hasFailed: false, ...more };
};
const send = (spans: unknown, headers: Record<string, string> = page) =>
  gateway.post('/telemetry/spans', { spans }, headers, 'user');

describe('spans of a page', () => {
  it('are told where their operation was traced, and sent on under the page’s name with the studio’s time', async () => {
    const traceparent = newTraceparent();
    const answer = await gateway.post(
      '/graphql',
      { query: '{ __typename }' },
      { ...page, traceparent },
      'user',
    );
    const { traceId } = parseTraceparent(traceparent)!;
    expect(answer.headers.get('traceresponse')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    const before = Date.now();
    expect((await send([span({ status: 200 })])).status).toBe(204);
    expect(collected.ofPages).toEqual([
      expect.objectContaining({
        service: 'web-user',
        name: 'SubmitRun',
        durationMs: 150,
        attributes: { 'studio.page.kind': 'operation', 'http.response.status_code': 200 },
      }),
    ]);
    expect(collected.ofPages[0]!.startedAtMs).toBeGreaterThanOrEqual(before - 2_000);
    expect(collected.ofPages[0]!.startedAtMs).toBeLessThanOrEqual(Date.now() - 2_000);
  });

  it.each<[string, unknown]>([
    ['words that somebody wrote', [span({ wish: 'like my wedding' })]],
    ['a name with more in it than a name', [span({ name: 'anna@example.org' })]],
    ['an id that is none', [span({ traceId: '0'.repeat(32) })]],
    ['a time that is none', [span({ startedAgoMs: -1 })]],
    ['too many', Array.from({ length: 65 }, () => span())],
    ['none', []],
  ])('are refused with %s among them', async (_what, spans) => {
    expect((await send(spans)).status).toBe(400);
    expect(collected.ofPages).toEqual([]);
  });

  it('are refused in a body of more than 32 KiB', async () => {
    expect((await send([span()], { ...page, 'content-type': 'application/json' })).status).toBe(204);
    const response = await gateway.post(
      '/telemetry/spans',
      { spans: [], pad: 'x'.repeat(33_000) },
      page,
      'user',
    );
    expect(response.status).toBe(413);
  });

  it.each<[string, () => Record<string, string>, number]>([
    ['another site', () => ({ ...page, origin: 'https://elsewhere.example' }), 403],
    ['a page that does not show whose it is', () => ({ ...page, 'x-studio-csrf': '' }), 403],
    ['a visitor', () => ({ origin: page.origin!, 'x-studio-client': 'web-user' }), 401],
  ])('are refused from %s', async (_who, headers, status) => {
    expect((await send([span()], headers())).status).toBe(status);
    expect(collected.ofPages).toEqual([]);
  });

  it('are refused when they come too often, by session', async () => {
    const answers: number[] = [];
    for (let sent = 0; sent < 61; sent += 1) answers.push((await send([span()])).status);
    expect(answers.filter((status) => status === 204)).toHaveLength(60);
    expect(answers.at(-1)).toBe(429);
    page = await signedInPage();
    expect((await send([span()])).status).toBe(204);
  });

  it('have no place where nothing is traced', async () => {
    await collected.stop();
    expect((await send([span()])).status).toBe(404);
    const answer = await gateway.post('/graphql', { query: '{ __typename }' }, page, 'user');
    expect(answer.headers.get('traceresponse')).toBeNull();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageSpans } from './page-spans.ts';
import { tracedFetch } from './traced-fetch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TRACED = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const LEFT_OUT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

/** A page whose clock and network are ours. */
function page({ takes = true, isSignedIn = (): boolean => true } = {}) {
  const sent: { spans: Record<string, unknown>[] }[] = [];
  const spans = new PageSpans({
    now: () => Date.now(),
    maySend: isSignedIn,
    send: (body) => {
      sent.push(JSON.parse(body) as (typeof sent)[number]);
      return Promise.resolve(takes);
    },
  });
  const seen: (string | null)[] = [];
  const ask = (traceresponse: string | null, status = 200, tookMs = 40) =>
    tracedFetch((_input, init) => {
      seen.push(new Headers(init?.headers).get('traceparent'));
      vi.advanceTimersByTime(tookMs);
      const headers: Record<string, string> = traceresponse ? { traceresponse } : {};
      return Promise.resolve(new Response('{}', { status, headers }));
    }, spans)('/graphql', {
      headers: { 'x-studio-client': 'web-user' },
      body: '{"extensions":{},"operationName":"SubmitRun","variables":{"wish":"\\"operationName\\":\\"Anna\\""}}',
    });
  return { spans, sent, seen, ask };
}

describe('the spans of a page', () => {
  it('are sent in one batch, with the time that people waited, once the studio says that it traces', async () => {
    const { sent, seen, ask } = page();
    await ask(null);
    await ask(TRACED, 503, 60);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveLength(1);
    const [first, second] = sent[0]!.spans;
    expect(first).toMatchObject({
      name: 'SubmitRun',
      kind: 'operation',
      durationMs: 40,
      status: 200,
      hasFailed: false,
    });
    expect(second).toMatchObject({ durationMs: 60, startedAgoMs: 5_060, status: 503, hasFailed: true });
    expect(seen[1]).toBe(`00-${String(second!.traceId)}-${String(second!.spanId)}-01`);
    expect(JSON.stringify(sent)).not.toContain('Anna');
  });

  it.each([
    ['does not trace', null],
    ['left this one out', LEFT_OUT],
  ])('stay where they are when the studio %s', async (_what, traceresponse) => {
    const { spans, sent, ask } = page();
    await ask(traceresponse);
    await vi.advanceTimersByTimeAsync(60_000);
    spans.flush();
    expect(sent).toEqual([]);
  });

  it('wait until somebody is signed in', async () => {
    let isSignedIn = false;
    const { sent, ask } = page({ isSignedIn: () => isSignedIn });
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual([]);
    isSignedIn = true;
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent[0]!.spans).toHaveLength(2);
    // What is older than the gateway takes would spoil the rest.
    isSignedIn = false;
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    isSignedIn = true;
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent[1]!.spans).toHaveLength(1);
  });

  it('are sent no more after they were refused', async () => {
    const { sent, ask } = page({ takes: false });
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(5_000);
    await ask(TRACED);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toHaveLength(1);
  });

  it('are sixty at most, and go at once when the page is put away', async () => {
    const { spans, sent, ask } = page();
    for (let asked = 0; asked < 70; asked += 1) await ask(TRACED, 200, 1);
    spans.flush();
    expect(sent).toHaveLength(1);
    expect(sent[0]!.spans).toHaveLength(60);
  });

  it('end once, however often what they measure goes on', async () => {
    const { spans, sent } = page();
    const span = spans.begin('subscription', () => 'RunProgress');
    vi.advanceTimersByTime(10);
    span.end({ hasFailed: false });
    vi.advanceTimersByTime(10);
    span.end({ hasFailed: true });
    spans.answered(TRACED);
    spans.flush();
    expect(sent[0]!.spans).toMatchObject([{ name: 'RunProgress', durationMs: 10, hasFailed: false }]);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { keepPageSpan } from './page-spans.ts';
import { startTracing } from './start-tracing.ts';
import { type CollectedSpans, collectSpans } from './testing/collect-spans.ts';
import { newTraceparent, parseTraceparent } from './traceparent.ts';
import { inSpan, noteInSpan } from './tracing.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function collect(): CollectedSpans {
  const collected = collectSpans();
  ends.push(() => collected.stop());
  return collected;
}

describe('a span', () => {
  it('leads by links to what it is about, and is in the trace of none of it', async () => {
    const collected = collect();
    const about = [newTraceparent(), 'no traceparent', newTraceparent()];
    await inSpan('batch', { begins: true, links: about }, () => Promise.resolve());
    const [span] = collected.spans();
    const places = [about[0], about[2]].map((one) => parseTraceparent(one)!);
    expect(span!.links.map(({ context }) => [context.traceId, context.spanId])).toEqual(
      places.map(({ traceId, spanId }) => [traceId, spanId]),
    );
    expect(span!.parentSpanContext).toBeUndefined();
    expect(places.map(({ traceId }) => traceId)).not.toContain(span!.spanContext().traceId);
  });

  it('is told more about while it runs', async () => {
    const collected = collect();
    await inSpan('work', { begins: true }, async () => noteInSpan({ found: 3, nothing: null }));
    expect(collected.spans()[0]!.attributes).toEqual({ found: 3 });
  });
});

describe('a span of a page', () => {
  it('goes to the collector as one of the page’s own service, with its ids and times', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    const stop = await startTracing('api');
    const { traceId, spanId } = parseTraceparent(newTraceparent())!;
    keepPageSpan({
      ...{ service: 'web-user', traceId, spanId, name: 'SubmitRun', startedAtMs: 1_764_000_000_123.5 },
      ...{ durationMs: 250, hasFailed: true, attributes: { 'http.response.status_code': 503 } },
    });
    await stop();
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    keepPageSpan({
      ...{ service: 'web-user', traceId, spanId, name: 'too late', startedAtMs: 0 },
      ...{ durationMs: 0, hasFailed: false, attributes: {} },
    });
    expect(bodies).toHaveLength(1);
    const [{ resource, scopeSpans }] = (
      JSON.parse(bodies[0]!) as { resourceSpans: [{ resource: object; scopeSpans: [{ spans: object[] }] }] }
    ).resourceSpans;
    expect(JSON.stringify(resource)).toContain('"web-user"');
    expect(scopeSpans[0].spans).toEqual([
      expect.objectContaining({
        traceId,
        spanId,
        name: 'SubmitRun',
        startTimeUnixNano: '1764000000123500000',
        endTimeUnixNano: '1764000000373500000',
        status: expect.objectContaining({ code: 2 }),
      }),
    ]);
  });
});

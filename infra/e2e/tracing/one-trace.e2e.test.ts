import { isSensitiveName } from '@effect-studio/kernel/observation/sensitive-names';
import {
  DecideReviewDocument,
  ReviewQueueDocument,
  RunReportDocument,
  SubmitRunDocument,
} from '@effect-studio/schema/generated/client';
import { newTraceparent, parseTraceparent } from '@effect-studio/telemetry/traceparent';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectResult, type Graph } from '../../demo/graph.ts';
import { signIn } from '../../demo/sign-in.ts';
import { untilReady, upload } from '../../demo/upload.ts';
import { StudioUnderTest } from '../studio-under-test.ts';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

const PATIENT = { timeout: 90_000, interval: 200 };

let receiver: OtlpReceiver;
let world: StudioUnderTest;
let creator: Graph;
let admin: Graph;
const browser = newTraceparent();
const { traceId, spanId: browserSpanId } = parseTraceparent(browser)!;

beforeAll(async () => {
  receiver = await OtlpReceiver.open();
  // The orchestrator in a process of its own, so that the trace also goes from gateway to subgraph over HTTP.
  world = await StudioUnderTest.start({
    hosts: [['orchestrator']],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
  });
  creator = await world.person('creator');
  admin = await world.person('admin');
}, 180_000);
afterAll(async () => {
  await creator?.close();
  await admin?.close();
  await world?.stop();
  receiver?.close();
});

async function send(name: string, source: string): Promise<string> {
  const file = await world.drawClip(name, source);
  const { videoId } = await upload(creator, file, () => undefined);
  await untilReady(creator, videoId, file);
  return videoId;
}

/** As a page does it: with a trace and a correlation id of its own. */
async function submit(exampleVideoId: string, footageVideoId: string): Promise<string> {
  const { urls, stateDir } = world.studio;
  const token = await signIn({ apiUrl: urls.api, stateDir, email: 'creator@studio.local' });
  const input = { exampleVideoId, footageVideoId, wish: 'Make it warm', idempotencyKey: uuidv7() };
  const response = await fetch(urls.graphql, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-correlation-id': uuidv7(),
      traceparent: browser,
    },
    body: JSON.stringify({ query: SubmitRunDocument.toString(), variables: { input } }),
  });
  const { data } = (await response.json()) as {
    data: Parameters<typeof expectResult>[0] & { submitRun: never };
  };
  return (expectResult(data.submitRun, 'Run') as { id: string }).id;
}

async function approve(runId: string): Promise<void> {
  const item = await vi.waitFor(async () => {
    const { reviewQueue } = await admin.ask(ReviewQueueDocument, {});
    const found = reviewQueue.find(({ run }) => run.id === runId);
    expect(found).toBeDefined();
    return found!;
  }, PATIENT);
  await admin.ask(DecideReviewDocument, {
    input: { reviewItemId: item.id, isApproved: true, idempotencyKey: uuidv7() },
  });
}

describe('a run from the browser to the gallery', () => {
  it('is one trace through every process, each span below what caused it, without anything sensitive', async () => {
    const runId = await submit(
      await send('warm.mp4', 'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:d=2:r=25'),
      await send('bars.mp4', 'testsrc2=s=320x180:d=3:r=25'),
    );
    await approve(runId);
    await vi.waitFor(async () => {
      const { run } = await creator.ask(RunReportDocument, { id: runId });
      expect(run!.state).toBe('PUBLISHED');
    }, PATIENT);
    const spans = await vi.waitFor(() => {
      const ours = receiver.spans.filter((span) => span.traceId === traceId);
      expect(ours.map(({ name }) => name)).toContain('apply EffectPublished.v1');
      return wholeOf(ours);
    }, PATIENT);

    expect([...new Set(spans.map(({ service }) => service))].sort()).toEqual([
      'api',
      'gpu-agent',
      'host',
      'workers',
    ]);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const begins = spans.filter(({ parentSpanId }) => !byId.has(parentSpanId));
    expect(begins.map(({ name, service, parentSpanId }) => [service, name, parentSpanId])).toEqual([
      ['api', 'graphql', browserSpanId],
    ]);

    const ancestry = (span: ReceivedSpan): string[] => {
      const parent = byId.get(span.parentSpanId);
      return [`${span.service}: ${span.name}`, ...(parent ? ancestry(parent) : [])];
    };
    const named = (name: string) => spans.filter((span) => span.name === name);
    // The submission, from the page to the outbox in the other process, and on.
    expect(ancestry(named('apply RunRequested.v1')[0]!)).toEqual([
      'workers: apply RunRequested.v1',
      'host: subgraph orchestrator',
      'api: graphql',
    ]);
    // Each task hangs below what dispatched it, and its result below the agent's own request.
    const tasks = spans.filter(({ name }) => name.startsWith('task '));
    expect(tasks.length).toBeGreaterThanOrEqual(3);
    const dispatches = new Set(tasks.map((task) => byId.get(task.parentSpanId)!.name));
    // The legs, and the one that renders the best of them in full.
    expect([...dispatches].sort()).toEqual(['apply BestResultSelected.v1', 'apply TestBatchDispatched.v1']);
    for (const told of named('apply TaskSucceeded.v1')) {
      const path = ancestry(told);
      expect(path.slice(1, 4)).toEqual([
        'api: subgraph execution',
        'api: graphql',
        expect.stringMatching(/^gpu-agent: task /),
      ]);
    }
    // The reviewer's request is not in it; what it led to is.
    expect(named('apply AdminApproved.v1').length).toBeGreaterThan(0);

    const sensitive = receiver.spans
      .flatMap(({ attributes }) => Object.keys(attributes))
      .filter(isSensitiveName);
    expect(sensitive).toEqual([]);
    const words = JSON.stringify(receiver.spans);
    expect(words).not.toMatch(/Make it warm|@studio\.local|NanoUsd/);
  });
});

/** Spans arrive by process, and a parent ends after its children. @throws while some parent is still missing */
function wholeOf(spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(
    ({ parentSpanId }) => parentSpanId !== browserSpanId && !ids.has(parentSpanId),
  );
  expect(orphans.map(({ name }) => name)).toEqual([]);
  return spans;
}

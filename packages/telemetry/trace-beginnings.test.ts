import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { TraceBudget } from './trace-budget.ts';
import { activeTraceparent, inSpan, setTracing } from './tracing.ts';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(() => provider.shutdown());
beforeEach(() => setTracing(true, new TraceBudget(2)));
afterEach(() => {
  setTracing(false);
  exporter.reset();
});

const names = () => exporter.getFinishedSpans().map(({ name }) => name);
const request = (parent?: string) =>
  inSpan('request', { begins: true, parent }, () => inSpan('inner', {}, async () => activeTraceparent()));

it('begins so many traces a second, each of them whole, and hands nothing on of the others', async () => {
  const handedOn = [await request(), await request(), await request()];
  expect(names()).toEqual(['inner', 'request', 'inner', 'request']);
  expect(handedOn.map((one) => one !== null)).toEqual([true, true, false]);
});

it('asks nobody outside whether it begins one, and follows who asks not to', async () => {
  setTracing(true, new TraceBudget(1));
  expect(await request(`${PARENT}-01`)).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
  expect(await request(`${PARENT}-01`)).toBeNull();
  setTracing(true, new TraceBudget(9));
  expect(await request(`${PARENT}-00`)).toBeNull();
});

it('continues what is traced, whatever is left, and begins nothing there', async () => {
  setTracing(true, new TraceBudget(0));
  const work = async () => activeTraceparent();
  expect(await inSpan('part', { parent: `${PARENT}-01` }, work)).toContain(
    '4bf92f3577b34da6a3ce929d0e0e4736',
  );
  for (const parent of [`${PARENT}-00`, undefined, 'nonsense']) {
    expect(await inSpan('part', { parent }, work)).toBeNull();
  }
  expect(await inSpan('inner', {}, work)).toBeNull();
  expect(names()).toEqual(['part']);
});

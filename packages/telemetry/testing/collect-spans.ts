import { context, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { type PageSpan, setPageSpanKeeper } from '../page-spans.ts';
import { setTracing } from '../tracing.ts';

/** Spans of this process, for tests that look at them. */
export interface CollectedSpans {
  /** Those that have ended, oldest end first. */
  spans(): ReadableSpan[];
  named(name: string): ReadableSpan[];
  /** Those that pages sent. */
  readonly ofPages: PageSpan[];
  stop(): Promise<void>;
}

/** Has this process make spans, and keeps them instead of sending them. */
export function collectSpans(): CollectedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  setTracing(true);
  const ofPages: PageSpan[] = [];
  setPageSpanKeeper((span) => ofPages.push(span));
  return {
    spans: () => exporter.getFinishedSpans(),
    named: (name) => exporter.getFinishedSpans().filter((span) => span.name === name),
    ofPages,
    stop: async () => {
      setTracing(false);
      setPageSpanKeeper(null);
      await provider.shutdown();
      trace.disable();
      context.disable();
    },
  };
}

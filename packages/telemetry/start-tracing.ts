import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { type PageSpan, setPageSpanKeeper } from './page-spans.ts';
import { TraceBudget } from './trace-budget.ts';
import { setTracing } from './tracing.ts';

const NAMESPACE = { 'service.namespace': 'effect-studio' };

/** Traces that one process begins a second, unless it is told otherwise. */
const TRACES_PER_SECOND = 100;

/**
 * Sends this process's spans to `OTEL_EXPORTER_OTLP_ENDPOINT` by OTLP over HTTP; without it nothing is loaded and
 * nothing is traced. A collector that does not answer costs spans, never work. So many traces begin a second as
 * `OTEL_STUDIO_TRACES_PER_SECOND` says (100); with `OTEL_TRACES_SAMPLER` set, that alone decides.
 * @param service `service.name`, unless `OTEL_SERVICE_NAME` says otherwise
 * @returns what sends the last spans, at the end of the process
 */
export async function startTracing(
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<() => Promise<void>> {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT && !environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) {
    return () => Promise.resolve();
  }
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  // Addresses, headers and sampling are read from OTEL_* by the SDK itself.
  const processor = new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1_000 });
  const resourceOf = (name: string): ReadableSpan['resource'] =>
    resourceFromAttributes({ 'service.name': name, ...NAMESPACE });
  const provider = new NodeTracerProvider({
    resource: resourceOf(environment.OTEL_SERVICE_NAME ?? service),
    spanProcessors: [processor],
  });
  provider.register();
  setTracing(true, new TraceBudget(tracesPerSecond(environment)));
  // Beside the spans of this process, in the same queue, which drops what is too much.
  setPageSpanKeeper((span) => processor.onEnd(readable(span, resourceOf(span.service))));
  return async () => {
    setTracing(false);
    setPageSpanKeeper(null);
    await provider.shutdown().catch(() => undefined);
  };
}

function tracesPerSecond(environment: NodeJS.ProcessEnv): number {
  if (environment.OTEL_TRACES_SAMPLER) return Number.POSITIVE_INFINITY;
  const told = Number(environment.OTEL_STUDIO_TRACES_PER_SECOND || TRACES_PER_SECOND);
  return told >= 0 ? told : TRACES_PER_SECOND;
}

/** A page's span as the SDK has its own; the SDK itself can only make spans that begin now, with ids that it draws. */
function readable(
  { traceId, spanId, name, startedAtMs, durationMs, hasFailed, attributes }: PageSpan,
  resource: ReadableSpan['resource'],
): ReadableSpan {
  return {
    name,
    kind: SpanKind.CLIENT,
    spanContext: () => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED }),
    startTime: hrTimeOf(startedAtMs),
    endTime: hrTimeOf(startedAtMs + durationMs),
    duration: hrTimeOf(durationMs),
    status: { code: hasFailed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: { ...attributes },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'effect-studio-page' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Seconds, and the nanoseconds beyond them. */
function hrTimeOf(milliseconds: number): HrTime {
  const seconds = Math.trunc(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

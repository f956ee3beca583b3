import {
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { TraceBudget } from './trace-budget.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

export interface SpanOptions {
  /** Default `internal`. */
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** A `traceparent` that the span follows; default: what runs now. Without one that is traced no span is made. */
  parent?: unknown;
  /** `traceparent`s of what the work is about without being part of it, such as the events of a batch. The first 128 count. */
  links?: readonly unknown[];
  /**
   * It may begin a trace, as long as there is budget. A `parent` comes from outside then, and what it says of being traced
   * does not count: whoever sends it does not decide what the studio spends.
   */
  begins?: boolean;
  /** The id under which the work is known everywhere else. */
  correlationId?: string;
  /** Ids, types, counts. Never amounts of money, never anything of a person. */
  attributes?: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

/** OpenTelemetry's default limit of links per span. */
const MOST_LINKS = 128;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const CORRELATION = createContextKey('studio.correlation_id');
let isOn = false;
let budget = new TraceBudget(Number.POSITIVE_INFINITY);

/** Whether spans are made in this process. */
export const isTracing = (): boolean => isOn;

/** Called by whoever has set a provider up, and by tests. @param traces how many may begin; default: all */
export function setTracing(value: boolean, traces = new TraceBudget(Number.POSITIVE_INFINITY)): void {
  isOn = value;
  budget = traces;
}

/**
 * Does work in a span of its own, which ends with it; a failure is noted by its name, without its words. While tracing
 * is off, and in a trace that is not made, it is the work and nothing else.
 */
export function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!isOn) return work();
  const parent = parentOf(options);
  if (!parent) return work();
  const span = trace.getTracer('effect-studio').startSpan(
    name,
    {
      kind: KINDS[options.kind ?? 'internal'],
      attributes: attributesOf(options),
      links: (options.links ?? []).slice(0, MOST_LINKS).flatMap(linkTo),
    },
    parent,
  );
  const within = trace.setSpan(parent, span);
  const known = options.correlationId ? within.setValue(CORRELATION, options.correlationId) : within;
  return context.with(known, () => ending(span, work));
}

async function ending<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', code || (error instanceof Error ? error.name : 'unknown'));
    throw error;
  } finally {
    span.end();
  }
}

/** What the work under way hands on, as `traceparent`; null while tracing is off, or where nothing is traced. */
export function activeTraceparent(): string | null {
  if (!isOn) return null;
  const place = trace.getSpanContext(context.active());
  if (!place || !trace.isSpanContextValid(place)) return null;
  const { traceId, spanId, traceFlags } = place;
  return formatTraceparent({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) === 1 });
}

/**
 * The same, as long as what runs now belongs to this correlation id: work for several runs at once is no part of the
 * trace of any of them.
 */
export function traceparentOf(correlationId: string): string | null {
  if (!isOn || context.active().getValue(CORRELATION) !== correlationId) return null;
  return activeTraceparent();
}

/** Headers that hand the trace on; none while tracing is off. */
export function traceHeaders(): { traceparent?: string } {
  const traceparent = activeTraceparent();
  return traceparent ? { traceparent } : {};
}

/** Does work outside of any trace: for what outlives the call that began it. */
export function untraced<Result>(work: () => Result): Result {
  return isOn ? context.with(ROOT_CONTEXT, work) : work();
}

/** Says more about the span under way; nothing while tracing is off. */
export function noteInSpan(attributes: NonNullable<SpanOptions['attributes']>): void {
  if (isOn) trace.getActiveSpan()?.setAttributes(attributesOf({ attributes }));
}

/** What a span belongs to; null: to nothing that is traced. */
function parentOf(options: SpanOptions): Context | null {
  if (options.begins) {
    const place = placeOf(options.parent);
    if ((place && !isSampled(place)) || !budget.take()) return null;
    return place ? trace.setSpanContext(ROOT_CONTEXT, place) : ROOT_CONTEXT;
  }
  if ('parent' in options) {
    const place = placeOf(options.parent);
    return place && isSampled(place) ? trace.setSpanContext(ROOT_CONTEXT, place) : null;
  }
  const active = context.active();
  const place = trace.getSpanContext(active);
  return place && isSampled(place) ? active : null;
}

const isSampled = (place: SpanContext): boolean => (place.traceFlags & TraceFlags.SAMPLED) === 1;

function linkTo(traceparent: unknown): Link[] {
  const place = placeOf(traceparent);
  return place ? [{ context: place }] : [];
}

function placeOf(traceparent: unknown): SpanContext | null {
  const place = parseTraceparent(traceparent);
  if (!place) return null;
  return {
    traceId: place.traceId,
    spanId: place.spanId,
    traceFlags: place.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  };
}

function attributesOf({
  correlationId,
  attributes = {},
}: SpanOptions): Record<string, string | number | boolean> {
  const known = Object.entries(attributes).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== null && entry[1] !== undefined,
  );
  return Object.fromEntries(correlationId ? [...known, ['studio.correlation_id', correlationId]] : known);
}

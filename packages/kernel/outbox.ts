import type { EventDefinition } from '@effect-studio/schema/events/envelope';
import { isTracing, traceparentOf } from '@effect-studio/telemetry/tracing';
import type { EmitOptions, Transaction } from './database.ts';
import { StudioError } from './errors.ts';
import { newId } from './ids.ts';
import { sql } from './statement.ts';

/** Puts events on the bus, in their order. $1 array of envelopes with payloads as JSON, $2 studio time. Takes no row locks. */
const EMIT = sql('kernel-emit', 'select bus.emit($1, $2)');

/**
 * Validates an event against its schema and puts it into the outbox of the running transaction.
 * The caller has locked the aggregate's row first; that is what keeps events of one aggregate in order.
 * @throws StudioError `EVENT_INVALID` when the payload does not fit its schema
 */
export async function insertEvent<Payload extends object>(
  tx: Transaction,
  event: EventDefinition<Payload>,
  options: EmitOptions<Payload>,
): Promise<void> {
  const envelopes = await withTraces(tx, [envelopeOf(tx, event, options)]);
  await tx.rows(EMIT, [JSON.stringify(envelopes), tx.now]);
}

/** $1 correlation id. The trace that the newest fact under it belongs to; null where none does. */
const TRACE_OF = sql('kernel-trace-of', 'select bus.trace_of($1) as traceparent');

/**
 * Facts of a run stay in its trace also when something else establishes them: an admin's request, a sweep, a turn for
 * several runs. Only while tracing is on.
 */
async function withTraces<Body extends { correlationId: string; traceparent?: string }>(
  tx: Transaction,
  bodies: readonly Body[],
): Promise<readonly Body[]> {
  if (!isTracing()) return bodies;
  const traced: Body[] = [];
  for (const body of bodies) {
    const traceparent = body.traceparent ?? (await traceOf(tx, body.correlationId));
    traced.push(traceparent ? { ...body, traceparent } : body);
  }
  return traced;
}

async function traceOf(tx: Transaction, correlationId: string): Promise<string | null> {
  return (await tx.one<{ traceparent: string | null }>(TRACE_OF, [correlationId])).traceparent;
}

/** A fact that waits to be told together with others; see `emission`. */
export interface Emission {
  envelopeIn(source: EventSource): Body;
}

/** An envelope with its payload; what else is in it concerns its readers. */
interface Body {
  correlationId: string;
  traceparent?: string;
}

/** When and for whom a fact is told. */
export type EventSource = Pick<Transaction, 'now' | 'call'>;

/**
 * Envelopes for a statement that calls `bus.emit` by itself, in the shape that it takes.
 * @throws StudioError `EVENT_INVALID` when a payload does not fit its schema
 */
export function eventBodies(source: EventSource, emissions: readonly Emission[]): object[] {
  return emissions.map((one) => one.envelopeIn(source));
}

/** An event and what it says, for `emitAll`. */
export function emission<Payload extends object>(
  event: EventDefinition<Payload>,
  options: EmitOptions<Payload>,
): Emission {
  return { envelopeIn: (source) => envelopeOf(source, event, options) };
}

/** Puts several events into the outbox with one statement, in their order. @throws as `insertEvent`; then none is written */
export async function insertEvents(tx: Transaction, emissions: readonly Emission[]): Promise<void> {
  const bodies = await withTraces(
    tx,
    emissions.map((one) => one.envelopeIn(tx)),
  );
  if (bodies.length > 0) await tx.rows(EMIT, [JSON.stringify(bodies), tx.now]);
}

function envelopeOf<Payload extends object>(
  source: EventSource,
  event: EventDefinition<Payload>,
  options: EmitOptions<Payload>,
) {
  const parsed = event.payload.safeParse({ ...options.payload, schema_version: 'v1' });
  if (!parsed.success) {
    throw new StudioError('EVENT_INVALID', `${event.type}: ${parsed.error.message}`, { cause: parsed.error });
  }
  const eventId = newId();
  const correlationId = options.correlationId ?? source.call.correlationId;
  const traceparent = options.traceparent ?? traceparentOf(correlationId);
  const name = event.type.slice(0, event.type.indexOf('.'));
  // Of an event that several modules say, the envelope names the one that said it.
  const module = event.producers?.find((producer) => producer === source.call.context) ?? event.module;
  return {
    id: eventId,
    type: event.type,
    occurredAt: source.now.toISOString(),
    module,
    aggregateId: options.aggregateId,
    correlationId,
    causationId: options.causationId ?? source.call.causationId,
    idempotencyKey: options.idempotencyKey ?? `${module}:${options.aggregateId}:${name}-${eventId}:v1`,
    tenantId: options.tenantId ?? source.call.caller.tenantId,
    budgetContext: options.budgetContext ?? null,
    ...(traceparent ? { traceparent } : {}),
    payload: parsed.data,
  };
}

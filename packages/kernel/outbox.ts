import type { EventDefinition } from '@effect-studio/schema/events/envelope';
import type { EmitOptions, Transaction } from './database.ts';
import { StudioError } from './errors.ts';
import { newId } from './ids.ts';
import { sql } from './statement.ts';

/**
 * Adds one event to the outbox. Contexts may only INSERT here; the relay alone reads and deletes.
 * $1 event id, $2 type, $3 aggregate id, $4 envelope and payload as jsonb, $5 studio time. Takes no row locks.
 */
const INSERT_EVENT = sql(
  'kernel-insert-event',
  `insert into bus.outbox (event_id, type, aggregate_id, body, occurred_at) values ($1, $2, $3, $4, $5)`,
);

/** Adds several events, in their order. $1 array of envelopes with payloads as jsonb, $2 studio time. Takes no row locks. */
const INSERT_EVENTS = sql(
  'kernel-insert-events',
  `insert into bus.outbox (event_id, type, aggregate_id, body, occurred_at)
   select (e ->> 'id')::uuid, e ->> 'type', e ->> 'aggregateId', e, $2
   from jsonb_array_elements($1::jsonb) with ordinality as events (e, place) order by place`,
);

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
  const body = envelopeOf(tx, event, options);
  await tx.rows(INSERT_EVENT, [body.id, body.type, body.aggregateId, JSON.stringify(body), tx.now]);
}

/** A fact that waits to be told together with others; see `emission`. */
export interface Emission {
  envelopeIn(source: EventSource): EventBody;
}

/** An envelope with its payload, as the column `body` of the outbox has it. */
export interface EventBody {
  id: string;
  type: string;
  aggregateId: string;
}

/** When and for whom a fact is told. */
export type EventSource = Pick<Transaction, 'now' | 'call'>;

/**
 * Envelopes for a statement that inserts into `bus.outbox` by itself, in the shape of its `body` column.
 * @throws StudioError `EVENT_INVALID` when a payload does not fit its schema
 */
export function eventBodies(source: EventSource, emissions: readonly Emission[]): EventBody[] {
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
  const bodies = eventBodies(tx, emissions);
  if (bodies.length > 0) await tx.rows(INSERT_EVENTS, [JSON.stringify(bodies), tx.now]);
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
  const name = event.type.slice(0, event.type.indexOf('.'));
  // Of an event that several modules say, the envelope names the one that said it.
  const module = event.producers?.find((producer) => producer === source.call.context) ?? event.module;
  return {
    id: eventId,
    type: event.type,
    occurredAt: source.now.toISOString(),
    module,
    aggregateId: options.aggregateId,
    correlationId: options.correlationId ?? source.call.correlationId,
    causationId: options.causationId ?? source.call.causationId,
    idempotencyKey: options.idempotencyKey ?? `${module}:${options.aggregateId}:${name}-${eventId}:v1`,
    tenantId: options.tenantId ?? source.call.caller.tenantId,
    budgetContext: options.budgetContext ?? null,
    payload: parsed.data,
  };
}

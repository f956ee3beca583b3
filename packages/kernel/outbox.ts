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
  const parsed = event.payload.safeParse({ ...options.payload, schema_version: 'v1' });
  if (!parsed.success) {
    throw new StudioError('EVENT_INVALID', `${event.type}: ${parsed.error.message}`, { cause: parsed.error });
  }
  const eventId = newId();
  const name = event.type.slice(0, event.type.indexOf('.'));
  // Of an event that several modules say, the envelope names the one that said it.
  const module = event.producers?.find((producer) => producer === tx.call.context) ?? event.module;
  const body = {
    id: eventId,
    type: event.type,
    occurredAt: tx.now.toISOString(),
    module,
    aggregateId: options.aggregateId,
    correlationId: options.correlationId ?? tx.call.correlationId,
    causationId: options.causationId ?? tx.call.causationId,
    idempotencyKey: options.idempotencyKey ?? `${module}:${options.aggregateId}:${name}-${eventId}:v1`,
    tenantId: tx.call.caller.tenantId,
    budgetContext: options.budgetContext ?? null,
    payload: parsed.data,
  };
  await tx.rows(INSERT_EVENT, [eventId, event.type, options.aggregateId, JSON.stringify(body), tx.now]);
}

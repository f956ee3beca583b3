import type { EventDefinition } from '@effect-studio/schema/events/envelope';
import { isTracing, traceparentOf } from '@effect-studio/telemetry/tracing';
import type { BoundStatement } from '../database/one-trip.ts';
import { sql } from '../database/statement.ts';
import type { EmitOptions, Transaction } from '../database.ts';
import { StudioError } from '../errors.ts';
import { newId } from '../ids.ts';
import { EVENT_SEPARATOR, ROW_SEPARATOR } from './told-row.ts';

/**
 * Puts events on the bus, in their order. One element per row in $1 aggregates, $2 traces, $3 names with commas between;
 * $4 bodies, as `bus.emit` takes them, $5 studio time. Takes no row locks.
 */
const EMIT = sql('kernel-emit', 'select bus.emit($1, $2, $3, $4, $5)');

/** Events of one row at most: readers take rows whole. */
const MOST_IN_A_ROW = 16;

/** What a transaction says in succession about one aggregate, as it is stored. */
export interface OutboxRow {
  aggregateId: string;
  correlationId: string;
  /** Names of its events, with commas between. */
  types: string;
  /** What stands in no column, per event as JSON, with U+001E between. */
  bodies: string;
}

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
  await insertEvents(tx, [emission(event, options)]);
}

/** $1 correlation id. The trace that the newest fact under it belongs to; null where none does. */
const TRACE_OF = sql('kernel-trace-of', 'select bus.trace_of($1) as traceparent');

/**
 * Facts of a run stay in its trace also when something else establishes them: an admin's request, a sweep, a turn for
 * several runs. Only while tracing is on.
 */
async function withTraces(tx: Transaction, facts: readonly Fact[]): Promise<readonly Fact[]> {
  if (!isTracing()) return facts;
  const traced: Fact[] = [];
  for (const fact of facts) {
    const traceparent = fact.body.traceparent ?? (await traceOf(tx, fact.correlationId));
    traced.push(traceparent ? { ...fact, body: { ...fact.body, traceparent } } : fact);
  }
  return traced;
}

async function traceOf(tx: Transaction, correlationId: string): Promise<string | null> {
  return (await tx.one<{ traceparent: string | null }>(TRACE_OF, [correlationId])).traceparent;
}

/** A fact that waits to be told together with others; see `emission`. */
export interface Emission {
  factIn(source: EventSource): Fact;
}

/** A fact in the shape of its envelope: what is trusted stands beside the body. */
interface Fact {
  aggregateId: string;
  correlationId: string;
  type: string;
  /** The rest of the envelope and the payload; what else is in it concerns its readers. */
  body: Record<string, unknown> & { traceparent?: string };
}

/** When and for whom a fact is told. */
export type EventSource = Pick<Transaction, 'now' | 'call'>;

/**
 * Rows for a statement that calls `bus.emit` by itself, in the order of the facts: what follows one another about the same
 * aggregate in the same trace shares a row.
 * @throws StudioError `EVENT_INVALID` when a payload does not fit its schema
 */
export function outboxRows(source: EventSource, emissions: readonly Emission[]): OutboxRow[] {
  return rowsOf(emissions.map((one) => one.factIn(source)));
}

function rowsOf(facts: readonly Fact[]): OutboxRow[] {
  const rows: OutboxRow[] = [];
  let inRow = 0;
  for (const { aggregateId, correlationId, type, body } of facts) {
    const last = rows.at(-1);
    const isSame = last?.aggregateId === aggregateId && last.correlationId === correlationId;
    if (last && isSame && inRow < MOST_IN_A_ROW) {
      last.types += `,${type}`;
      last.bodies += EVENT_SEPARATOR + JSON.stringify(body);
      inRow += 1;
    } else {
      rows.push({ aggregateId, correlationId, types: type, bodies: JSON.stringify(body) });
      inRow = 1;
    }
  }
  return rows;
}

/** The first four parameters of `bus.emit`. */
export function emitted(rows: readonly OutboxRow[]): [string[], string[], string[], string] {
  return [
    rows.map(({ aggregateId }) => aggregateId),
    rows.map(({ correlationId }) => correlationId),
    rows.map(({ types }) => types),
    rows.map(({ bodies }) => bodies).join(ROW_SEPARATOR),
  ];
}

/** An event and what it says, for `emitAll`. */
export function emission<Payload extends object>(
  event: EventDefinition<Payload>,
  options: EmitOptions<Payload>,
): Emission {
  return { factIn: (source) => factOf(source, event, options) };
}

/** Puts several events into the outbox with one statement, in their order. @throws as `insertEvent`; then none is written */
export async function insertEvents(tx: Transaction, emissions: readonly Emission[]): Promise<void> {
  if (emissions.length === 0) return;
  const { statement, values } = await emitting(tx, emissions);
  await tx.rows(statement, values);
}

/** The statement that puts these events into the outbox; at least one. @throws as `insertEvent` */
export async function emitting(tx: Transaction, emissions: readonly Emission[]): Promise<BoundStatement> {
  const facts = await withTraces(
    tx,
    emissions.map((one) => one.factIn(tx)),
  );
  return { statement: EMIT, values: [...emitted(rowsOf(facts)), tx.now] };
}

function factOf<Payload extends object>(
  source: EventSource,
  event: EventDefinition<Payload>,
  options: EmitOptions<Payload>,
): Fact {
  const parsed = event.payload.safeParse({ ...options.payload, schema_version: 'v1' });
  if (!parsed.success) {
    throw new StudioError('EVENT_INVALID', `${event.type}: ${parsed.error.message}`, { cause: parsed.error });
  }
  const eventId = newId();
  const correlationId = options.correlationId ?? source.call.correlationId;
  const traceparent = options.traceparent ?? traceparentOf(correlationId);
  const name = event.type.slice(0, event.type.indexOf('.'));
  // Of an event that several modules say, the one that says it; the database knows it by its role.
  const module = event.producers?.find((producer) => producer === source.call.context) ?? event.module;
  const { aggregateId } = options;
  return {
    aggregateId,
    correlationId,
    type: event.type,
    body: {
      id: eventId,
      occurredAt: source.now.toISOString(),
      causationId: options.causationId ?? source.call.causationId,
      idempotencyKey: options.idempotencyKey ?? `${module}:${aggregateId}:${name}-${eventId}:v1`,
      tenantId: options.tenantId ?? source.call.caller.tenantId,
      budgetContext: options.budgetContext ?? null,
      ...(traceparent ? { traceparent } : {}),
      payload: parsed.data,
    },
  };
}

/** Stands between the events of a row: JSON has it only escaped. */
export const EVENT_SEPARATOR = '\u001e';
/** Stands between rows, where several travel as one text. */
export const ROW_SEPARATOR = '\u001d';

/** A row of the outbox that has positions, as `bus.told` has it. */
export interface ToldRow {
  /** Of its first event; the others follow one by one. */
  first_position: string;
  module: string;
  aggregate_id: string;
  correlation_id: string;
  types: string[];
  bodies: string;
}

export const TOLD_COLUMNS = 'first_position, module, aggregate_id, correlation_id, types, bodies';

/** One event of the log. */
export interface ToldEvent {
  position: bigint;
  type: string;
  /** The event as JSON. */
  body: string;
}

/**
 * The events of a row, in their order. What the columns say is put last into each body: of two members with one name the
 * last counts (ECMA-262, JSON.parse), so that a body cannot say who speaks, of what, or in which trace.
 */
export function eventsOf(row: ToldRow): ToldEvent[] {
  const first = BigInt(row.first_position);
  const { module, aggregate_id: aggregateId, correlation_id: correlationId, types } = row;
  const rest = JSON.stringify({ module, aggregateId, correlationId }).slice(1);
  return row.bodies.split(EVENT_SEPARATOR).map((body, index) => {
    const type = types[index]!;
    return {
      position: first + BigInt(index),
      type,
      body: `${body.slice(0, -1)},"type":${JSON.stringify(type)},${rest}`,
    };
  });
}

import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { MediaIntervals } from '@effect-studio/schema/events/shapes';

/** One event of a trace, without its payload. */
export interface TraceEvent {
  /** Dense place in the event log, decimal. */
  position: string;
  type: string;
  module: string;
  aggregateId: string;
  at: Date;
  causationId: string | null;
  /** When media tools worked to establish this fact, on the real clock; empty where none did. */
  mediaIntervals: NonNullable<MediaIntervals>;
}

interface TraceRow {
  correlation_id: string;
  position: string;
  type: string;
  module: string;
  aggregate_id: string;
  occurred_at: string;
  causation_id: string | null;
  media_intervals: NonNullable<MediaIntervals> | null;
}

/** Most events that are read at once; a run leaves well below a hundred. */
const TRACE_LIMIT = 5_000;

const TRACES = sql(
  'operations-traces',
  `select correlation_id, position, type, aggregate_id, body ->> 'module' as module,
     body ->> 'occurredAt' as occurred_at, body ->> 'causationId' as causation_id,
     body -> 'payload' -> 'mediaIntervals' as media_intervals
   from bus.event_log
   where correlation_id = any($1) and body ->> 'tenantId' = $2
   order by position limit ${TRACE_LIMIT}`,
);

/** The events of each correlation id, in the order of the log; of the caller's tenant only. */
export async function traces(
  tx: Transaction,
  correlationIds: readonly string[],
): Promise<Map<string, TraceEvent[]>> {
  const found = new Map<string, TraceEvent[]>(correlationIds.map((id) => [id, []]));
  const rows = await tx.rows<TraceRow>(TRACES, [[...correlationIds], tx.call.caller.tenantId]);
  for (const row of rows) {
    found.get(row.correlation_id)?.push({
      position: row.position,
      type: row.type,
      module: row.module,
      aggregateId: row.aggregate_id,
      at: new Date(row.occurred_at),
      causationId: row.causation_id,
      mediaIntervals: row.media_intervals ?? [],
    });
  }
  return found;
}

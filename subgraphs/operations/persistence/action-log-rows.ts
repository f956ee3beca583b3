import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ActionLogEntry } from '../generated/resolvers.ts';

interface ActionLogRow {
  id: string;
  severity: ActionLogEntry['severity'];
  source_module: string;
  event_type: string;
  correlation_id: string | null;
  message: string;
  economic_impact: unknown;
  operator_action: unknown;
  occurred_at: Date;
}

/** A place in the log: its rows are ordered by moment, then by id. */
export interface LogPlace {
  at: Date;
  id: string;
}

/** An entry with its place. */
export interface PlacedEntry {
  place: LogPlace;
  entry: ActionLogEntry;
}

/** What is asked for; null: whatever there is. */
export interface LogFilter {
  severities: readonly string[] | null;
  modules: readonly string[] | null;
  eventType: string | null;
  correlationId: string | null;
  text: string | null;
}

const COLUMNS =
  'id, severity, source_module, event_type, correlation_id, message, economic_impact, operator_action, occurred_at';

const NEWEST = sql(
  'operations-action-log',
  `select ${COLUMNS} from bus.action_log where tenant_id = $1 order by occurred_at desc, id desc limit $2`,
);

/**
 * $1 tenant, $2 rows, $3 and $4 the place that the page begins before (null: the newest), $5 severities, $6 modules,
 * $7 event type, $8 correlation id, $9 text as a pattern of LIKE.
 */
const PAGE = sql(
  'operations-action-log-page',
  `select ${COLUMNS} from bus.action_log
   where tenant_id = $1
     and ($3::timestamptz is null or (occurred_at, id) < ($3::timestamptz, $4::uuid))
     and ($5::text[] is null or severity = any($5))
     and ($6::text[] is null or source_module = any($6))
     and ($7::text is null or event_type = $7)
     and ($8::uuid is null or correlation_id = $8)
     and ($9::text is null or message ilike $9)
   order by occurred_at desc, id desc limit $2`,
);

/** $1 tenant, $2 the moment from which on, $3 rows. */
const SINCE = sql(
  'operations-action-log-since',
  `select ${COLUMNS} from bus.action_log where tenant_id = $1 and occurred_at >= $2
   order by occurred_at, id limit $3`,
);

/** Newest first; of the caller's tenant. */
export async function newestActionLog(tx: Transaction, limit: number): Promise<ActionLogEntry[]> {
  const rows = await tx.rows<ActionLogRow>(NEWEST, [tx.call.caller.tenantId, limit]);
  return rows.map(entryOf);
}

/** A page of the caller's tenant, newest first. @param before null: from the newest on */
export async function actionLogPage(
  tx: Transaction,
  { filter, before, limit }: { filter: LogFilter; before: LogPlace | null; limit: number },
): Promise<PlacedEntry[]> {
  const pattern = filter.text === null ? null : `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.rows<ActionLogRow>(PAGE, [
    tx.call.caller.tenantId,
    limit,
    before?.at ?? null,
    before?.id ?? null,
    filter.severities,
    filter.modules,
    filter.eventType,
    filter.correlationId,
    pattern,
  ]);
  return rows.map(placed);
}

/** Entries of the caller's tenant from a moment on, oldest first. */
export async function actionLogSince(tx: Transaction, from: Date, limit: number): Promise<PlacedEntry[]> {
  return (await tx.rows<ActionLogRow>(SINCE, [tx.call.caller.tenantId, from, limit])).map(placed);
}

const placed = (row: ActionLogRow): PlacedEntry => ({
  place: { at: row.occurred_at, id: row.id },
  entry: entryOf(row),
});

const entryOf = (row: ActionLogRow): ActionLogEntry => ({
  id: row.id,
  severity: row.severity,
  sourceModule: row.source_module,
  eventType: row.event_type,
  correlationId: row.correlation_id,
  message: row.message,
  economicImpact: row.economic_impact,
  operatorAction: row.operator_action,
  at: row.occurred_at,
});

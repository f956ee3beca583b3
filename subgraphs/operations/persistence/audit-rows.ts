import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { AuditChange, AuditEntry } from '../generated/resolvers.ts';
import type { LogPlace } from './action-log-rows.ts';

interface EntryRow {
  id: string;
  recorded_at: Date;
  actor_id: string | null;
  actor_kind: string;
  module: string;
  mutation: string;
  given_input: unknown;
  outcome: AuditEntry['outcome'];
  refusal: string | null;
  correlation_id: string;
}

interface ChangeRow {
  entry_id: string;
  table_name: string;
  row_id: string;
  kind: AuditChange['kind'];
  row_before: unknown;
  row_after: unknown;
}

/** What is asked for; null: whatever there is. */
export interface AuditRowFilter {
  actorId: string | null;
  modules: readonly string[] | null;
  mutations: readonly string[] | null;
  outcomes: readonly string[] | null;
  correlationId: string | null;
  since: Date | null;
  until: Date | null;
  text: string | null;
}

/** An entry without its changes. */
export type AuditRecord = Omit<AuditEntry, '__typename' | 'changes'>;

/**
 * $1 tenant, $2 rows, $3 and $4 the place that the page begins before (null: the newest), $5 actor, $6 modules,
 * $7 mutations, $8 outcomes, $9 correlation id, $10 since, $11 until, $12 text as a pattern of LIKE.
 */
const PAGE = sql(
  'operations-audit-page',
  `select id, recorded_at, actor_id, actor_kind, module, mutation, given_input, outcome, refusal, correlation_id
   from bus.audit_entry entry
   where tenant_id = $1
     and ($3::timestamptz is null or (recorded_at, id) < ($3::timestamptz, $4::uuid))
     and ($5::uuid is null or actor_id = $5)
     and ($6::text[] is null or module = any($6))
     and ($7::text[] is null or mutation = any($7))
     and ($8::text[] is null or outcome = any($8))
     and ($9::uuid is null or correlation_id = $9)
     and ($10::timestamptz is null or recorded_at >= $10)
     and ($11::timestamptz is null or recorded_at < $11)
     and ($12::text is null or given_input::text ilike $12 or exists (
       select from bus.audit_change change where change.entry_id = entry.id
         and (row_id ilike $12 or row_before::text ilike $12 or row_after::text ilike $12)))
   order by recorded_at desc, id desc limit $2`,
);

/** $1 ids of entries. */
const CHANGES = sql(
  'operations-audit-changes',
  `select entry_id, table_name, row_id, kind, row_before, row_after from bus.audit_change
   where entry_id = any($1) order by id`,
);

/** A page of the caller's tenant, newest first. @param before null: from the newest on */
export async function auditPage(
  tx: Transaction,
  { filter, before, limit }: { filter: AuditRowFilter; before: LogPlace | null; limit: number },
): Promise<AuditRecord[]> {
  const rows = await tx.rows<EntryRow>(PAGE, [
    tx.call.caller.tenantId,
    limit,
    before?.at ?? null,
    before?.id ?? null,
    filter.actorId,
    filter.modules,
    filter.mutations,
    filter.outcomes,
    filter.correlationId,
    filter.since,
    filter.until,
    filter.text === null ? null : `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`,
  ]);
  return rows.map((row) => ({
    id: row.id,
    at: row.recorded_at,
    actorId: row.actor_id,
    actorKind: row.actor_kind,
    module: row.module,
    mutation: row.mutation,
    givenInput: row.given_input,
    outcome: row.outcome,
    refusal: row.refusal,
    correlationId: row.correlation_id,
  }));
}

/** The rows that each mutation changed, in the order of their change. */
export async function changesOf(
  tx: Transaction,
  entryIds: readonly string[],
): Promise<Map<string, AuditChange[]>> {
  const found = new Map<string, AuditChange[]>(entryIds.map((id) => [id, []]));
  for (const row of await tx.rows<ChangeRow>(CHANGES, [[...entryIds]])) {
    found.get(row.entry_id)?.push({
      table: row.table_name,
      rowId: row.row_id,
      kind: row.kind,
      rowBefore: row.row_before,
      rowAfter: row.row_after,
    });
  }
  return found;
}

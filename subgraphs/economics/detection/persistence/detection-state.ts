import { sql, type Transaction } from '@effect-studio/kernel/database';

/** What is kept as plain JSON under a name. */
export type StateKind = 'MONITOR' | 'REFERENCE' | 'LABEL' | 'EXPLAINED';

/** $1 tenant, $2 now, $3 first bucket. Locks the tenant's cursor; makes it when there is none. Waits for another process that detects. */
const LOCK_CURSOR = sql(
  'economics-detection-cursor-lock',
  `insert into economics.detection_cursor as c (tenant_id, next_bucket, created_at, updated_at) values ($1, $3, $2, $2)
   on conflict (tenant_id) do update set updated_at = excluded.updated_at returning next_bucket as "nextBucket"`,
);
const MOVE_CURSOR = sql(
  'economics-detection-cursor-move',
  'update economics.detection_cursor set next_bucket = $2, updated_at = $3 where tenant_id = $1',
);
const READ = sql(
  'economics-detection-state-read',
  'select kind, name, state from economics.detection_state where tenant_id = $1',
);
/** $1 tenant, $2 rows as JSON, $3 now. */
const SAVE = sql(
  'economics-detection-state-save',
  `insert into economics.detection_state (tenant_id, kind, name, state, created_at, updated_at)
   select $1, kind, name, state, $3, $3 from jsonb_to_recordset($2::jsonb) as r (kind text, name text, state jsonb)
   on conflict (tenant_id, kind, name) do update set state = excluded.state, updated_at = excluded.updated_at`,
);
/** $1 tenant, $2 kind, $3 names that stay. */
const FORGET = sql(
  'economics-detection-state-forget',
  'delete from economics.detection_state where tenant_id = $1 and kind = $2 and name <> all($3::text[])',
);

/** The first bucket that was not taken in yet, locked until the transaction ends. @param first used when there is none */
export async function lockCursor(tx: Transaction, first: Date): Promise<Date> {
  const { tenantId } = tx.call.caller;
  return (await tx.one<{ nextBucket: Date }>(LOCK_CURSOR, [tenantId, tx.now, first])).nextBucket;
}

export async function moveCursor(tx: Transaction, nextBucket: Date): Promise<void> {
  await tx.rows(MOVE_CURSOR, [tx.call.caller.tenantId, nextBucket, tx.now]);
}

/** Everything that is remembered, by kind and name. */
export async function readState(tx: Transaction): Promise<Record<StateKind, Map<string, unknown>>> {
  const rows = await tx.rows<{ kind: StateKind; name: string; state: unknown }>(READ, [
    tx.call.caller.tenantId,
  ]);
  const byKind = { MONITOR: new Map(), REFERENCE: new Map(), LABEL: new Map(), EXPLAINED: new Map() };
  for (const { kind, name, state } of rows) byKind[kind].set(name, state);
  return byKind;
}

/** Keeps what is remembered of one kind. What is not in it any more is forgotten. */
export async function saveState(
  tx: Transaction,
  kind: StateKind,
  states: ReadonlyMap<string, unknown>,
): Promise<void> {
  const { tenantId } = tx.call.caller;
  const rows = [...states].map(([name, state]) => ({ kind, name, state }));
  await tx.rows(SAVE, [tenantId, JSON.stringify(rows), tx.now]);
  await tx.rows(FORGET, [tenantId, kind, [...states.keys()]]);
}

import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { OverrideKind, RoutingOverride } from '../domain/override.ts';

const COLUMNS = `id, kind, effect_type_id, workflow_id, provider_id, manifest_version, reason, expires_at, created_at,
  created_by, lifted_at, lifted_by, lift_reason`;
/** $1 tenant, $2 now. Newest first. */
const IN_FORCE = sql(
  'economics-routing-overrides-in-force',
  `select ${COLUMNS} from economics.routing_override
   where tenant_id = $1 and lifted_at is null and expires_at > $2 order by created_at desc, id desc`,
);
/** $1 tenant, $2 limit. */
const NEWEST = sql(
  'economics-routing-overrides-newest',
  `select ${COLUMNS} from economics.routing_override where tenant_id = $1 order by created_at desc, id desc limit $2`,
);
const INSERT = sql(
  'economics-routing-override-insert',
  `insert into economics.routing_override (tenant_id, id, kind, effect_type_id, workflow_id, provider_id, manifest_version,
     reason, expires_at, created_at, created_by, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10)`,
);
/** $1 tenant, $2 id, $3 now, $4 by, $5 reason. Zero rows: there is none in force with this id. */
const LIFT = sql(
  'economics-routing-override-lift',
  `update economics.routing_override set lifted_at = $3, lifted_by = $4, lift_reason = $5, updated_at = $3
   where tenant_id = $1 and id = $2 and lifted_at is null and expires_at > $3 returning ${COLUMNS}`,
);

interface OverrideRow {
  id: string;
  kind: OverrideKind;
  effect_type_id: string | null;
  workflow_id: string | null;
  provider_id: string | null;
  manifest_version: number | null;
  reason: string;
  expires_at: Date;
  created_at: Date;
  created_by: string | null;
  lifted_at: Date | null;
  lifted_by: string | null;
  lift_reason: string | null;
}

const toOverride = (row: OverrideRow): RoutingOverride => ({
  id: row.id,
  kind: row.kind,
  effectTypeId: row.effect_type_id,
  workflowId: row.workflow_id,
  providerId: row.provider_id,
  manifestVersion: row.manifest_version,
  reason: row.reason,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
  createdBy: row.created_by,
  lift: row.lifted_at ? { at: row.lifted_at, by: row.lifted_by, reason: row.lift_reason ?? '' } : null,
});

/** What stands now, newest first. */
export async function overridesInForce(tx: Transaction): Promise<RoutingOverride[]> {
  const rows = await tx.rows<OverrideRow>(IN_FORCE, [tx.call.caller.tenantId, tx.now]);
  return rows.map(toOverride);
}

/** The newest orders, lifted and expired ones included. */
export async function newestOverrides(tx: Transaction, limit: number): Promise<RoutingOverride[]> {
  const rows = await tx.rows<OverrideRow>(NEWEST, [tx.call.caller.tenantId, limit]);
  return rows.map(toOverride);
}

export async function insertOverride(tx: Transaction, override: RoutingOverride): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    override.id,
    override.kind,
    override.effectTypeId,
    override.workflowId,
    override.providerId,
    override.manifestVersion,
    override.reason,
    override.expiresAt,
    override.createdAt,
    override.createdBy,
  ]);
}

/** Ends an order early; null when none in force has this id. */
export async function liftOverride(
  tx: Transaction,
  id: string,
  reason: string,
): Promise<RoutingOverride | null> {
  const { tenantId, subjectId } = tx.call.caller;
  const row = await tx.maybeOne<OverrideRow>(LIFT, [tenantId, id, tx.now, subjectId, reason]);
  return row && toOverride(row);
}

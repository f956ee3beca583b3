import { sql, type Transaction } from '@effect-studio/kernel/database';
import { DEFAULT_POLICY, type RoutingPolicy } from '../domain/policy.ts';

/** Stands for all effect types without settings of their own. */
export const ALL_EFFECTS = '*';

/** Settings of one effect type as somebody made them; version 0 are those that the studio starts with. */
export interface PolicyVersion {
  effectTypeId: string;
  version: number;
  policy: RoutingPolicy;
  reason: string;
  createdAt: Date | null;
  createdBy: string | null;
}

/** $1 tenant. The newest settings of each effect type. */
const NEWEST = sql(
  'economics-routing-policies-newest',
  `select distinct on (effect_type_id) effect_type_id, version, policy, reason, created_at, created_by
   from economics.routing_policy where tenant_id = $1 order by effect_type_id, version desc`,
);
/** $1 tenant, $2 effect type, $3 limit. Newest first. */
const HISTORY = sql(
  'economics-routing-policy-history',
  `select effect_type_id, version, policy, reason, created_at, created_by
   from economics.routing_policy where tenant_id = $1 and effect_type_id = $2 order by version desc limit $3`,
);
const INSERT = sql(
  'economics-routing-policy-insert',
  `insert into economics.routing_policy (tenant_id, effect_type_id, version, policy, reason, created_at, created_by)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

interface PolicyRow {
  effect_type_id: string;
  version: number;
  policy: Partial<RoutingPolicy>;
  reason: string;
  created_at: Date;
  created_by: string | null;
}

const toVersion = (row: PolicyRow): PolicyVersion => ({
  effectTypeId: row.effect_type_id,
  version: row.version,
  // A setting that is younger than the row has its default.
  policy: { ...DEFAULT_POLICY, ...row.policy },
  reason: row.reason,
  createdAt: row.created_at,
  createdBy: row.created_by,
});

/** The settings in force: of an effect type its own, else those for all, else what the studio starts with. */
export async function policiesInForce(tx: Transaction): Promise<(effectTypeId: string) => PolicyVersion> {
  const rows = await tx.rows<PolicyRow>(NEWEST, [tx.call.caller.tenantId]);
  const known = new Map(rows.map((row) => [row.effect_type_id, toVersion(row)]));
  return (effectTypeId) =>
    known.get(effectTypeId) ??
    known.get(ALL_EFFECTS) ?? {
      effectTypeId: ALL_EFFECTS,
      version: 0,
      policy: DEFAULT_POLICY,
      reason: 'what the studio starts with',
      createdAt: null,
      createdBy: null,
    };
}

/** Every version of one effect type's own settings, newest first. */
export async function policyHistory(
  tx: Transaction,
  effectTypeId: string,
  limit: number,
): Promise<PolicyVersion[]> {
  const rows = await tx.rows<PolicyRow>(HISTORY, [tx.call.caller.tenantId, effectTypeId, limit]);
  return rows.map(toVersion);
}

/** Stores new settings; two at once meet at the primary key. @returns the version */
export async function insertPolicy(
  tx: Transaction,
  given: Pick<PolicyVersion, 'effectTypeId' | 'policy' | 'reason'>,
): Promise<PolicyVersion> {
  const [newest] = await policyHistory(tx, given.effectTypeId, 1);
  const { tenantId, subjectId } = tx.call.caller;
  const made = { ...given, version: (newest?.version ?? 0) + 1, createdAt: tx.now, createdBy: subjectId };
  await tx.rows(INSERT, [
    tenantId,
    made.effectTypeId,
    made.version,
    JSON.stringify(made.policy),
    made.reason,
    made.createdAt,
    subjectId,
  ]);
  return made;
}

import { sql, type Transaction } from '@effect-studio/kernel/database';
import { EVERYONE } from '@effect-studio/kernel/feature-flags';
import type { FeatureFlagReach, FeatureFlagSetting } from '../generated/resolvers.ts';

interface SettingRow {
  key: string;
  tenant_id: string;
  value: unknown;
  rollout_percent: number;
  reason: string;
  version: number;
  set_by: string | null;
  set_at: Date;
}

/** $1 tenant, $2 everyone. The tenant's own first. */
const ALL = sql(
  'operations-feature-flags',
  `select key, tenant_id, value, rollout_percent, reason, version, set_by, set_at from bus.feature_flag
   where tenant_id in ($1, $2) order by key, tenant_id = $2`,
);

/** $1 key, $2 tenant. Serialises those who set the same flag, also where no row is there to lock. */
const LOCK = sql(
  'operations-lock-feature-flag',
  `select pg_advisory_xact_lock(hashtextextended('feature-flag ' || $1 || ' ' || $2, 0))`,
);
const VERSION = sql(
  'operations-feature-flag-version',
  'select version from bus.feature_flag where key = $1 and tenant_id = $2',
);

/** $1 key, $2 tenant, $3 value as JSON, $4 percent, $5 reason, $6 who, $7 now. */
const SET = sql(
  'operations-set-feature-flag',
  `insert into bus.feature_flag as flag (key, tenant_id, value, rollout_percent, reason, version, set_by, set_at)
   values ($1, $2, $3, $4, $5, 1, $6, $7)
   on conflict (key, tenant_id) do update set value = excluded.value, rollout_percent = excluded.rollout_percent,
     reason = excluded.reason, version = flag.version + 1, set_by = excluded.set_by, set_at = excluded.set_at`,
);

/** $1 key, $2 tenant. */
const CLEAR = sql(
  'operations-clear-feature-flag',
  'delete from bus.feature_flag where key = $1 and tenant_id = $2 returning key',
);

/** A setting with the flag that it is of. */
export interface SettingOfFlag {
  key: string;
  setting: FeatureFlagSetting;
}

const tenantOf = (tx: Transaction, reach: FeatureFlagReach): string =>
  reach === 'EVERYONE' ? EVERYONE : tx.call.caller.tenantId;

/** What was set for the caller's tenant and for everyone; of one flag the tenant's setting first. */
export async function flagSettings(tx: Transaction): Promise<SettingOfFlag[]> {
  const rows = await tx.rows<SettingRow>(ALL, [tx.call.caller.tenantId, EVERYONE]);
  return rows.map((row) => ({
    key: row.key,
    setting: {
      reach: row.tenant_id === EVERYONE ? 'EVERYONE' : 'TENANT',
      value: row.value,
      rolloutPercent: row.rollout_percent,
      reason: row.reason,
      version: row.version,
      setBy: row.set_by,
      setAt: row.set_at,
    },
  }));
}

/** Nobody else changes this setting until the transaction ends. @returns its version, 0 where nothing is set */
export async function lockFlag(tx: Transaction, key: string, reach: FeatureFlagReach): Promise<number> {
  const values = [key, tenantOf(tx, reach)];
  await tx.rows(LOCK, values);
  return (await tx.maybeOne<{ version: number }>(VERSION, values))?.version ?? 0;
}

export async function writeFlag(
  tx: Transaction,
  flag: { key: string; reach: FeatureFlagReach; value: unknown; rolloutPercent: number; reason: string },
): Promise<void> {
  const { key, reach, value, rolloutPercent, reason } = flag;
  const values = [key, tenantOf(tx, reach), JSON.stringify(value), rolloutPercent, reason];
  await tx.rows(SET, [...values, tx.call.caller.subjectId, tx.now]);
}

/** @returns whether anything was set */
export async function clearFlag(tx: Transaction, key: string, reach: FeatureFlagReach): Promise<boolean> {
  return (await tx.maybeOne(CLEAR, [key, tenantOf(tx, reach)])) !== null;
}

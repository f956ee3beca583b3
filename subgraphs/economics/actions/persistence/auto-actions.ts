import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ActionEnd, ActionState, AutoAction, GuardReading } from '../domain/action.ts';

const COLUMNS = `id, bottleneck_id, kind, provider_id, share_ppm, state, reserved_nano_usd, inverse, settings_version, applied_at,
  expires_at, guard, ended_at, end_why, end_reason, ended_by`;
const INSERT = sql(
  'economics-auto-action-insert',
  `insert into economics.auto_action (tenant_id, id, bottleneck_id, kind, provider_id, share_ppm, state, reserved_nano_usd,
     inverse, settings_version, applied_at, expires_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, 'APPLIED', $7, $8, $9, $10, $11, $10, $10)`,
);
const UPDATE = sql(
  'economics-auto-action-update',
  `update economics.auto_action set state = $3, guard = $4, ended_at = $5, end_why = $6, end_reason = $7, ended_by = $8,
     updated_at = $9 where tenant_id = $1 and id = $2`,
);
/** Locked until the transaction ends. */
const LOCK_APPLIED = sql(
  'economics-auto-actions-applied',
  `select ${COLUMNS} from economics.auto_action where tenant_id = $1 and state = 'APPLIED' order by id for update`,
);
const LOCK_ONE = sql(
  'economics-auto-action-lock',
  `select ${COLUMNS} from economics.auto_action where tenant_id = $1 and id = $2 for update`,
);
const BY_ID = sql(
  'economics-auto-action',
  `select ${COLUMNS} from economics.auto_action where tenant_id = $1 and id = $2`,
);
const OF_BOTTLENECKS = sql(
  'economics-auto-actions-of-bottlenecks',
  `select ${COLUMNS} from economics.auto_action where tenant_id = $1 and bottleneck_id = any($2::uuid[]) order by applied_at`,
);
/** $1 tenant, $2 provider, $3 since. */
const SITUATION = sql(
  'economics-auto-action-situation',
  `select max(applied_at) filter (where provider_id = $2) as "lastAppliedAt",
     coalesce(sum(reserved_nano_usd) filter (where applied_at > $3), 0)::text as "reservedNanoUsd"
   from economics.auto_action where tenant_id = $1`,
);
/** $1 tenant, $2 now. What routing takes into account: without locks, and without what is over. */
const SHIFTS = sql(
  'economics-weight-shifts',
  `select id as "actionId", provider_id as "providerId", share_ppm as "sharePpm" from economics.auto_action
   where tenant_id = $1 and state = 'APPLIED' and expires_at > $2 order by id`,
);

interface ActionRow {
  id: string;
  bottleneck_id: string;
  kind: 'WEIGHT_SHIFT';
  provider_id: string;
  share_ppm: number;
  state: ActionState;
  reserved_nano_usd: string;
  inverse: AutoAction['inverse'];
  settings_version: string;
  applied_at: Date;
  expires_at: Date;
  guard: GuardReading | null;
  ended_at: Date | null;
  end_why: ActionEnd | null;
  end_reason: string | null;
  ended_by: string | null;
}

const toAction = (row: ActionRow): AutoAction => ({
  id: row.id,
  bottleneckId: row.bottleneck_id,
  kind: row.kind,
  providerId: row.provider_id,
  share: row.share_ppm / 1e6,
  state: row.state,
  reservedNanoUsd: BigInt(row.reserved_nano_usd),
  inverse: row.inverse,
  settingsVersion: row.settings_version,
  appliedAt: row.applied_at,
  expiresAt: row.expires_at,
  guard: row.guard,
  end:
    row.ended_at && row.end_why
      ? { at: row.ended_at, why: row.end_why, reason: row.end_reason ?? '', by: row.ended_by }
      : null,
});

export async function insertAction(tx: Transaction, action: AutoAction): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    action.id,
    action.bottleneckId,
    action.kind,
    action.providerId,
    Math.round(action.share * 1e6),
    action.reservedNanoUsd.toString(),
    JSON.stringify(action.inverse),
    action.settingsVersion,
    action.appliedAt,
    action.expiresAt,
  ]);
}

/** Keeps an action's guard reading and its end. */
export async function updateAction(tx: Transaction, { id, state, guard, end }: AutoAction): Promise<void> {
  await tx.rows(UPDATE, [
    tx.call.caller.tenantId,
    id,
    state,
    guard && JSON.stringify(guard),
    end?.at ?? null,
    end?.why ?? null,
    end?.reason ?? null,
    end?.by ?? null,
    tx.now,
  ]);
}

/** Actions that work now, locked until the transaction ends. */
export async function lockAppliedActions(tx: Transaction): Promise<AutoAction[]> {
  return (await tx.rows<ActionRow>(LOCK_APPLIED, [tx.call.caller.tenantId])).map(toAction);
}

export async function lockAction(tx: Transaction, id: string): Promise<AutoAction | null> {
  const row = await tx.maybeOne<ActionRow>(LOCK_ONE, [tx.call.caller.tenantId, id]);
  return row && toAction(row);
}

export async function actionById(tx: Transaction, id: string): Promise<AutoAction | null> {
  const row = await tx.maybeOne<ActionRow>(BY_ID, [tx.call.caller.tenantId, id]);
  return row && toAction(row);
}

/** Actions taken on some bottlenecks, by bottleneck, oldest first. */
export async function actionsOf(
  tx: Transaction,
  bottleneckIds: readonly string[],
): Promise<Map<string, AutoAction[]>> {
  const rows = await tx.rows<ActionRow>(OF_BOTTLENECKS, [tx.call.caller.tenantId, [...bottleneckIds]]);
  return Map.groupBy(rows.map(toAction), (action) => action.bottleneckId);
}

/** When the provider was last acted on, and what actions of the last day have reserved. */
export async function actionHistory(
  tx: Transaction,
  providerId: string,
): Promise<{ lastAppliedAt: Date | null; reservedNanoUsd: bigint }> {
  const dayAgo = new Date(tx.now.getTime() - 24 * 3_600_000);
  const row = await tx.one<{ lastAppliedAt: Date | null; reservedNanoUsd: string }>(SITUATION, [
    tx.call.caller.tenantId,
    providerId,
    dayAgo,
  ]);
  return { lastAppliedAt: row.lastAppliedAt, reservedNanoUsd: BigInt(row.reservedNanoUsd) };
}

/** Shares of weight that are to be moved now. */
export async function weightShifts(
  tx: Transaction,
): Promise<{ actionId: string; providerId: string; share: number }[]> {
  const rows = await tx.rows<{ actionId: string; providerId: string; sharePpm: number }>(SHIFTS, [
    tx.call.caller.tenantId,
    tx.now,
  ]);
  return rows.map(({ actionId, providerId, sharePpm }) => ({ actionId, providerId, share: sharePpm / 1e6 }));
}

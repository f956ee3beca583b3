import { sql, type Transaction } from '@effect-studio/kernel/database';
import type {
  FleetAction,
  FleetActionEnd,
  FleetActionState,
  FleetSituation,
  KnownFleet,
} from '../domain/fleet-action.ts';

const COLUMNS = `id, bottleneck_id, fleet, delta, state, reserved_nano_usd, inverse, settings_version, applied_at, expires_at,
  ended_at, end_why, end_reason, ended_by`;
const INSERT = sql(
  'economics-fleet-action-insert',
  `insert into economics.fleet_action (tenant_id, id, bottleneck_id, fleet, delta, state, reserved_nano_usd, inverse, settings_version,
     applied_at, expires_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, 'APPLIED', $6, $7, $8, $9, $10, $9, $9)`,
);
const END = sql(
  'economics-fleet-action-end',
  `update economics.fleet_action set state = $3, ended_at = $4, end_why = $5, end_reason = $6, ended_by = $7, updated_at = $4
   where tenant_id = $1 and id = $2`,
);
/** Those whose time is over at $2, locked until the transaction ends. */
const LOCK_OVER = sql(
  'economics-fleet-actions-over',
  `select ${COLUMNS} from economics.fleet_action where tenant_id = $1 and state = 'APPLIED' and expires_at <= $2 order by id for update`,
);
const LOCK_ONE = sql(
  'economics-fleet-action-lock',
  `select ${COLUMNS} from economics.fleet_action where tenant_id = $1 and id = $2 for update`,
);
const BY_ID = sql(
  'economics-fleet-action',
  `select ${COLUMNS} from economics.fleet_action where tenant_id = $1 and id = $2`,
);
const OF_BOTTLENECKS = sql(
  'economics-fleet-actions-of-bottlenecks',
  `select ${COLUMNS} from economics.fleet_action where tenant_id = $1 and bottleneck_id = any($2::uuid[]) order by applied_at`,
);
/** $1 tenant, $2 fleet, $3 since. Money of automatic actions of both kinds. */
const SITUATION = sql(
  'economics-fleet-situation',
  `select f.name, f.min_agents as "minAgents", f.max_agents as "maxAgents", f.nano_usd_per_hour as "nanoUsdPerHour",
     f.budget_nano_usd_per_hour as "budgetNanoUsdPerHour", f.is_scaled as "isScaled",
     (select coalesce(sum(delta), 0)::int from economics.fleet_action a where a.tenant_id = $1 and a.fleet = $2 and a.state = 'APPLIED') as added,
     (select max(applied_at) from economics.fleet_action a where a.tenant_id = $1 and a.fleet = $2) as "lastAppliedAt",
     ((select coalesce(sum(reserved_nano_usd), 0) from economics.fleet_action a where a.tenant_id = $1 and a.applied_at > $3)
      + (select coalesce(sum(reserved_nano_usd), 0) from economics.auto_action a where a.tenant_id = $1 and a.applied_at > $3))::text as reserved
   from (select 1) one left join economics.fleet f on f.tenant_id = $1 and f.name = $2`,
);
const FORGET_FLEETS = sql('economics-forget-fleets', 'delete from economics.fleet where tenant_id = $1');
const INSERT_FLEET = sql(
  'economics-insert-fleet',
  `insert into economics.fleet (tenant_id, name, min_agents, max_agents, nano_usd_per_hour, budget_nano_usd_per_hour, is_scaled, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

interface ActionRow {
  id: string;
  bottleneck_id: string;
  fleet: string;
  delta: number;
  state: FleetActionState;
  reserved_nano_usd: string;
  inverse: FleetAction['inverse'];
  settings_version: string;
  applied_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  end_why: FleetActionEnd | null;
  end_reason: string | null;
  ended_by: string | null;
}

const toAction = (row: ActionRow): FleetAction => ({
  id: row.id,
  bottleneckId: row.bottleneck_id,
  fleet: row.fleet,
  delta: row.delta,
  state: row.state,
  reservedNanoUsd: BigInt(row.reserved_nano_usd),
  inverse: row.inverse,
  settingsVersion: row.settings_version,
  appliedAt: row.applied_at,
  expiresAt: row.expires_at,
  end:
    row.ended_at && row.end_why
      ? { at: row.ended_at, why: row.end_why, reason: row.end_reason ?? '', by: row.ended_by }
      : null,
});

/** Takes over the fleets of the document in force. */
export async function replaceFleets(tx: Transaction, fleets: readonly KnownFleet[]): Promise<void> {
  const { tenantId } = tx.call.caller;
  await tx.rows(FORGET_FLEETS, [tenantId]);
  for (const { name, minAgents, maxAgents, nanoUsdPerHour, budgetNanoUsdPerHour, isScaled } of fleets) {
    await tx.rows(INSERT_FLEET, [
      tenantId,
      name,
      minAgents,
      maxAgents,
      nanoUsdPerHour.toString(),
      budgetNanoUsdPerHour.toString(),
      isScaled,
      tx.now,
    ]);
  }
}

/** What is known when an action on a fleet is considered. */
export async function fleetSituation(tx: Transaction, fleet: string): Promise<FleetSituation> {
  const dayAgo = new Date(tx.now.getTime() - 24 * 3_600_000);
  const row = await tx.one<
    { [Key in keyof KnownFleet]: KnownFleet[Key] extends bigint ? string : KnownFleet[Key] } & {
      added: number;
      lastAppliedAt: Date | null;
      reserved: string;
    }
  >(SITUATION, [tx.call.caller.tenantId, fleet, dayAgo]);
  const { added, lastAppliedAt, reserved, nanoUsdPerHour, budgetNanoUsdPerHour, ...known } = row;
  return {
    now: tx.now,
    fleet:
      known.name === null
        ? null
        : {
            ...known,
            nanoUsdPerHour: BigInt(nanoUsdPerHour),
            budgetNanoUsdPerHour: BigInt(budgetNanoUsdPerHour),
          },
    addedAgents: added,
    lastAppliedAt,
    reservedNanoUsd: BigInt(reserved),
  };
}

export async function insertFleetAction(tx: Transaction, action: FleetAction): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    action.id,
    action.bottleneckId,
    action.fleet,
    action.delta,
    action.reservedNanoUsd.toString(),
    JSON.stringify(action.inverse),
    action.settingsVersion,
    action.appliedAt,
    action.expiresAt,
  ]);
}

export async function storeEnd(tx: Transaction, { id, state, end }: FleetAction): Promise<void> {
  await tx.rows(END, [tx.call.caller.tenantId, id, state, end!.at, end!.why, end!.reason, end!.by]);
}

/** Actions whose time is over, locked. */
export async function lockFleetActionsOver(tx: Transaction): Promise<FleetAction[]> {
  return (await tx.rows<ActionRow>(LOCK_OVER, [tx.call.caller.tenantId, tx.now])).map(toAction);
}

export async function lockFleetAction(tx: Transaction, id: string): Promise<FleetAction | null> {
  const row = await tx.maybeOne<ActionRow>(LOCK_ONE, [tx.call.caller.tenantId, id]);
  return row && toAction(row);
}

export async function fleetActionById(tx: Transaction, id: string): Promise<FleetAction | null> {
  const row = await tx.maybeOne<ActionRow>(BY_ID, [tx.call.caller.tenantId, id]);
  return row && toAction(row);
}

/** Actions taken on some bottlenecks, by bottleneck, oldest first. */
export async function fleetActionsOf(
  tx: Transaction,
  bottleneckIds: readonly string[],
): Promise<Map<string, FleetAction[]>> {
  const rows = await tx.rows<ActionRow>(OF_BOTTLENECKS, [tx.call.caller.tenantId, [...bottleneckIds]]);
  return Map.groupBy(rows.map(toAction), (action) => action.bottleneckId);
}

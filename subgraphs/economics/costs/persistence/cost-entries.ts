import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { AttemptOutcome, Bearer, CostEntry, LegRole } from '../domain/cost-entry.ts';

interface CostRow {
  id: string;
  task_id: string;
  attempt: number;
  revision: number;
  supersedes: string | null;
  event_time: Date;
  run_id: string;
  owner_id: string;
  role: LegRole;
  outcome: AttemptOutcome;
  provider_id: string;
  workflow_id: string;
  effect_type_id: string;
  fleet: string;
  instance_type: string;
  budget_context: BudgetContext;
  busy_ms: string;
  rate_card_version: number | null;
  rate_nano_usd_per_hour: string | null;
  cost_nano_usd: string | null;
  bearer: Bearer;
}

const COLUMNS = `id, task_id, attempt, revision, supersedes, event_time, run_id, owner_id, role, outcome, provider_id,
  workflow_id, effect_type_id, fleet, instance_type, budget_context, busy_ms, rate_card_version,
  rate_nano_usd_per_hour, cost_nano_usd, bearer`;

/** $1 entries as JSON, $2 tenant, $3 now. One statement for any number of entries. */
const INSERT = sql(
  'economics-cost-entries-insert',
  `insert into economics.cost_entry (${COLUMNS}, tenant_id, recorded_at)
   select ${COLUMNS}, $2, $3 from jsonb_to_recordset($1::jsonb) as entry (
     id uuid, task_id uuid, attempt int, revision int, supersedes uuid, event_time timestamptz, run_id uuid, owner_id uuid,
     role text, outcome text, provider_id text, workflow_id text, effect_type_id text, fleet text, instance_type text,
     budget_context text, busy_ms bigint, rate_card_version int, rate_nano_usd_per_hour bigint, cost_nano_usd bigint, bearer text)`,
);
const CURRENT = `select ${COLUMNS} from economics.cost_entry e
  where not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)`;
const OF_RUNS = sql(
  'economics-cost-entries-of-runs',
  `${CURRENT} and e.run_id = any ($1::uuid[]) order by e.event_time, e.task_id, e.attempt`,
);
const OF_TASKS = sql(
  'economics-cost-entries-of-tasks',
  `${CURRENT} and e.task_id = any ($1::uuid[]) order by e.task_id, e.attempt`,
);

const toEntry = (row: CostRow): CostEntry => ({
  id: row.id,
  taskId: row.task_id,
  attempt: row.attempt,
  revision: row.revision,
  supersedes: row.supersedes,
  eventTime: row.event_time,
  runId: row.run_id,
  ownerId: row.owner_id,
  role: row.role,
  outcome: row.outcome,
  providerId: row.provider_id,
  workflowId: row.workflow_id,
  effectTypeId: row.effect_type_id,
  fleet: row.fleet,
  instanceType: row.instance_type,
  budgetContext: row.budget_context,
  busyMs: Number(row.busy_ms),
  rateCardVersion: row.rate_card_version,
  rateNanoUsdPerHour: row.rate_nano_usd_per_hour === null ? null : BigInt(row.rate_nano_usd_per_hour),
  costNanoUsd: row.cost_nano_usd === null ? null : BigInt(row.cost_nano_usd),
  bearer: row.bearer,
});

const toRow = (entry: CostEntry): Record<keyof CostRow, string | number | null> => ({
  id: entry.id,
  task_id: entry.taskId,
  attempt: entry.attempt,
  revision: entry.revision,
  supersedes: entry.supersedes,
  event_time: entry.eventTime.toISOString(),
  run_id: entry.runId,
  owner_id: entry.ownerId,
  role: entry.role,
  outcome: entry.outcome,
  provider_id: entry.providerId,
  workflow_id: entry.workflowId,
  effect_type_id: entry.effectTypeId,
  fleet: entry.fleet,
  instance_type: entry.instanceType,
  budget_context: entry.budgetContext,
  busy_ms: entry.busyMs,
  rate_card_version: entry.rateCardVersion,
  rate_nano_usd_per_hour: entry.rateNanoUsdPerHour?.toString() ?? null,
  cost_nano_usd: entry.costNanoUsd?.toString() ?? null,
  bearer: entry.bearer,
});

/** Appends entries; they are never changed afterwards. */
export async function insertCostEntries(tx: Transaction, entries: readonly CostEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.rows(INSERT, [JSON.stringify(entries.map(toRow)), tx.call.caller.tenantId, tx.now]);
}

/** What we believe now of these runs' attempts, in the order in which they ended. */
export async function currentCostsOfRuns(tx: Transaction, runIds: readonly string[]): Promise<CostEntry[]> {
  return (await tx.rows<CostRow>(OF_RUNS, [[...runIds]])).map(toEntry);
}

/** What we believe now of these tasks' attempts. */
export async function currentCostsOfTasks(tx: Transaction, taskIds: readonly string[]): Promise<CostEntry[]> {
  return (await tx.rows<CostRow>(OF_TASKS, [[...taskIds]])).map(toEntry);
}

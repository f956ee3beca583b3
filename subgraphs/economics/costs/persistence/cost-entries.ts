import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type {
  AttemptOutcome,
  Bearer,
  BookedCost,
  CostAccount,
  CostComponent,
  CostEntry,
  CostSourceKind,
  CostStage,
  LegRole,
} from '../domain/cost-entry.ts';
import { canonicalCost } from '../domain/statement-chain.ts';
import { chainLines } from './statement-chains.ts';

/** A cost entry as it lies in the table. */
export interface CostRow {
  id: string;
  component: CostComponent;
  stage: CostStage;
  account: CostAccount;
  source_kind: CostSourceKind;
  source_id: string;
  task_id: string | null;
  attempt: number | null;
  revision: number;
  supersedes: string | null;
  event_time: Date;
  run_id: string | null;
  owner_id: string | null;
  role: LegRole | null;
  outcome: AttemptOutcome | null;
  provider_id: string | null;
  workflow_id: string | null;
  effect_type_id: string | null;
  fleet: string;
  instance_type: string;
  budget_context: BudgetContext;
  busy_ms: string;
  rate_card_version: number | null;
  rate_nano_usd_per_hour: string | null;
  cost_nano_usd: string | null;
  bearer: Bearer;
  statement_seq: number | null;
  statement_hash: Buffer | null;
}

const COLUMNS = `id, component, stage, account, source_kind, source_id, task_id, attempt, revision, supersedes, event_time, run_id, owner_id, role, outcome, provider_id,
  workflow_id, effect_type_id, fleet, instance_type, budget_context, busy_ms, rate_card_version,
  rate_nano_usd_per_hour, cost_nano_usd, bearer`;

/** Columns of {@link CostRow}. */
export const COST_COLUMNS = `${COLUMNS}, statement_seq, statement_hash`;

/** $1 entries as JSON, $2 tenant, $3 now. One statement for any number of entries. */
const INSERT = sql(
  'economics-cost-entries-insert',
  `insert into economics.cost_entry (${COLUMNS}, statement_seq, statement_hash, tenant_id, recorded_at)
   select ${COLUMNS}, statement_seq, decode(statement_hash, 'hex'), $2, $3 from jsonb_to_recordset($1::jsonb) as entry (
     id uuid, component text, stage text, account text, source_kind text, source_id text, task_id uuid, attempt int, revision int, supersedes uuid, event_time timestamptz, run_id uuid, owner_id uuid,
     role text, outcome text, provider_id text, workflow_id text, effect_type_id text, fleet text, instance_type text,
     budget_context text, busy_ms bigint, rate_card_version int, rate_nano_usd_per_hour bigint, cost_nano_usd bigint, bearer text,
     statement_seq int, statement_hash text)`,
);
/** Entries that nothing supersedes; `e` names them. */
export const CURRENT_COSTS = `select ${COST_COLUMNS} from economics.cost_entry e
  where not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)`;
const OF_RUNS = sql(
  'economics-cost-entries-of-runs',
  `${CURRENT_COSTS} and e.run_id = any ($1::uuid[]) order by e.event_time, e.task_id, e.attempt, e.component, e.source_kind, e.source_id`,
);
const OF_TASKS = sql(
  'economics-cost-entries-of-tasks',
  `${CURRENT_COSTS} and e.task_id = any ($1::uuid[]) order by e.task_id, e.attempt, e.component, e.source_kind, e.source_id`,
);

/** $1 kind of source, other than attempts, which their tasks name, $2 which ones. */
const OF_SOURCES = sql(
  'economics-cost-entries-of-sources',
  `${CURRENT_COSTS} and e.tenant_id = $3 and e.source_kind = $1 and e.source_kind <> 'ATTEMPT' and e.source_id = any ($2::text[])
   order by e.source_id, e.task_id, e.attempt`,
);

/** $1 tenant, $2 begins after this id, $3 how many. */
const UNPRICED = sql(
  'economics-cost-entries-unpriced',
  `${CURRENT_COSTS} and e.tenant_id = $1 and e.cost_nano_usd is null and ($2::uuid is null or e.id > $2)
   order by e.id limit $3`,
);

export const toCostEntry = (row: CostRow): BookedCost => ({
  id: row.id,
  component: row.component,
  stage: row.stage,
  account: row.account,
  sourceKind: row.source_kind,
  sourceId: row.source_id,
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
  statementSeq: row.statement_seq,
  statementHash: row.statement_hash,
});

const toRow = (
  entry: CostEntry,
): Record<Exclude<keyof CostRow, 'statement_seq' | 'statement_hash'>, string | number | null> => ({
  id: entry.id,
  component: entry.component,
  stage: entry.stage,
  account: entry.account,
  source_kind: entry.sourceKind,
  source_id: entry.sourceId,
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

/** Appends entries to the table and to the statements of their runs; they are never changed afterwards. */
export async function insertCostEntries(tx: Transaction, entries: readonly CostEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const places = await chainLines(
    tx,
    entries.map((entry) => ({ runId: entry.runId, canonical: canonicalCost(entry) })),
  );
  const rows = entries.map((entry, index) => ({
    ...toRow(entry),
    statement_seq: places[index]?.seq ?? null,
    statement_hash: places[index]?.hash.toString('hex') ?? null,
  }));
  await tx.rows(INSERT, [JSON.stringify(rows), tx.call.caller.tenantId, tx.now]);
}

/** What we believe now of these runs' attempts, in the order in which they ended. */
export async function currentCostsOfRuns(tx: Transaction, runIds: readonly string[]): Promise<BookedCost[]> {
  return (await tx.rows<CostRow>(OF_RUNS, [[...runIds]])).map(toCostEntry);
}

/** What we believe now of these tasks' attempts. */
export async function currentCostsOfTasks(
  tx: Transaction,
  taskIds: readonly string[],
): Promise<BookedCost[]> {
  return (await tx.rows<CostRow>(OF_TASKS, [[...taskIds]])).map(toCostEntry);
}

/** What we believe now of costs that follow from these facts. */
export async function currentCostsOfSources(
  tx: Transaction,
  sourceKind: Exclude<CostSourceKind, 'ATTEMPT'>,
  sourceIds: readonly string[],
): Promise<BookedCost[]> {
  const rows = await tx.rows<CostRow>(OF_SOURCES, [sourceKind, [...sourceIds], tx.call.caller.tenantId]);
  return rows.map(toCostEntry);
}

/** Costs that have no price yet, by id. */
export async function unpricedCosts(
  tx: Transaction,
  afterId: string | null,
  limit: number,
): Promise<BookedCost[]> {
  const rows = await tx.rows<CostRow>(UNPRICED, [tx.call.caller.tenantId, afterId, limit]);
  return rows.map(toCostEntry);
}

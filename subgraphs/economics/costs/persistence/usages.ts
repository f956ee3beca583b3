import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { LegRole } from '../domain/cost-entry.ts';
import type { Usage } from '../domain/usage.ts';

/** A use of a partner's service as it lies in the table. */
export interface UsageRow {
  usage_id: string;
  provider_id: string;
  model: string;
  purpose: string;
  calls: string;
  duration_ms: string;
  input_tokens: string;
  output_tokens: string;
  milli_credits: string;
  reported_cost_nano_usd: string | null;
  run_id: string | null;
  owner_id: string | null;
  task_id: string | null;
  attempt: number | null;
  role: LegRole | null;
  workflow_id: string | null;
  effect_type_id: string | null;
  fleet: string;
  budget_context: BudgetContext;
  used_at: Date;
}

/** Columns of {@link UsageRow}. */
export const USAGE_COLUMNS = `usage_id, provider_id, model, purpose, calls, duration_ms, input_tokens, output_tokens, milli_credits,
  reported_cost_nano_usd, run_id, owner_id, task_id, attempt, role, workflow_id, effect_type_id, fleet, budget_context, used_at`;

/** $1 usages as JSON, $2 tenant, $3 now. Told again, a usage has the quantities and the cost that were told last. */
const SAVE = sql(
  'economics-usages-save',
  `insert into economics.usage (${USAGE_COLUMNS}, tenant_id, created_at, updated_at)
   select ${USAGE_COLUMNS}, $2, $3, $3 from jsonb_to_recordset($1::jsonb) as fact (
     usage_id uuid, provider_id text, model text, purpose text, calls bigint, duration_ms bigint, input_tokens bigint,
     output_tokens bigint, milli_credits bigint, reported_cost_nano_usd bigint, run_id uuid, owner_id uuid, task_id uuid,
     attempt int, role text, workflow_id text, effect_type_id text, fleet text, budget_context text, used_at timestamptz)
   on conflict (usage_id) do update set
     calls = excluded.calls, duration_ms = excluded.duration_ms, input_tokens = excluded.input_tokens,
     output_tokens = excluded.output_tokens, milli_credits = excluded.milli_credits,
     reported_cost_nano_usd = coalesce(excluded.reported_cost_nano_usd, economics.usage.reported_cost_nano_usd),
     updated_at = excluded.updated_at
   returning ${USAGE_COLUMNS}`,
);
const BY_ID = sql(
  'economics-usages-by-id',
  `select ${USAGE_COLUMNS} from economics.usage where usage_id = any ($1::uuid[])`,
);

export const toUsage = (row: UsageRow): Usage => ({
  usageId: row.usage_id,
  providerId: row.provider_id,
  model: row.model,
  purpose: row.purpose,
  quantities: {
    calls: Number(row.calls),
    durationMs: Number(row.duration_ms),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    milliCredits: Number(row.milli_credits),
  },
  reportedCostNanoUsd: row.reported_cost_nano_usd === null ? null : BigInt(row.reported_cost_nano_usd),
  run: row.run_id && row.owner_id ? { runId: row.run_id, ownerId: row.owner_id } : null,
  task:
    row.task_id && row.attempt !== null
      ? { taskId: row.task_id, attempt: row.attempt, role: row.role, workflowId: row.workflow_id }
      : null,
  effectTypeId: row.effect_type_id,
  fleet: row.fleet,
  budgetContext: row.budget_context,
  usedAt: row.used_at,
});

/** Remembers what was used. @returns the facts as they are known now */
export async function saveUsages(tx: Transaction, usages: readonly Usage[]): Promise<Usage[]> {
  // Of a usage that is told twice at once, the later one holds.
  const last = new Map(usages.map((usage) => [usage.usageId, usage]));
  const rows = [...last.values()].map((usage) => ({
    usage_id: usage.usageId,
    provider_id: usage.providerId,
    model: usage.model,
    purpose: usage.purpose,
    calls: usage.quantities.calls,
    duration_ms: usage.quantities.durationMs,
    input_tokens: usage.quantities.inputTokens,
    output_tokens: usage.quantities.outputTokens,
    milli_credits: usage.quantities.milliCredits,
    reported_cost_nano_usd: usage.reportedCostNanoUsd?.toString() ?? null,
    run_id: usage.run?.runId ?? null,
    owner_id: usage.run?.ownerId ?? null,
    task_id: usage.task?.taskId ?? null,
    attempt: usage.task?.attempt ?? null,
    role: usage.task?.role ?? null,
    workflow_id: usage.task?.workflowId ?? null,
    effect_type_id: usage.effectTypeId,
    fleet: usage.fleet,
    budget_context: usage.budgetContext,
    used_at: usage.usedAt.toISOString(),
  }));
  const saved = await tx.rows<UsageRow>(SAVE, [JSON.stringify(rows), tx.call.caller.tenantId, tx.now]);
  return saved.map(toUsage);
}

/** What was used, by id. */
export async function usagesById(tx: Transaction, usageIds: readonly string[]): Promise<Usage[]> {
  return (await tx.rows<UsageRow>(BY_ID, [[...usageIds]])).map(toUsage);
}

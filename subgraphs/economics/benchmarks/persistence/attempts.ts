import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BenchmarkAttempt } from '../domain/benchmark-matrix.ts';

/** $1 rounds. What ran in them, with what is believed now of its marginal cost. */
const OF_ROUNDS = sql(
  'economics-benchmark-attempts',
  `with cost as (
     select task_id, attempt, sum(cost_nano_usd) as cost_nano_usd, bool_or(cost_nano_usd is null) as is_unpriced
     from economics.cost_entry e
     where run_id in (select run_id from economics.benchmark_run where round_id = any ($1::uuid[]))
       and component <> 'IDLE'
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)
     group by task_id, attempt
   )
   select b.round_id, x.provider_id, x.workflow_id, x.effect_type_id,
     x.outcome = 'succeeded' and not x.is_rejected as has_delivered,
     case when x.is_rejected then null else x.quality_ppm end as quality_ppm, x.busy_ms, x.queue_wait_ms,
     case when cost.is_unpriced then null else cost.cost_nano_usd end as cost_nano_usd
   from economics.benchmark_run b join economics.execution x using (run_id)
   left join cost using (task_id, attempt)
   where b.round_id = any ($1::uuid[]) and x.outcome <> 'cancelled'`,
);

/** Every attempt of these rounds, by round. */
export async function attemptsOfRounds(
  tx: Transaction,
  roundIds: readonly string[],
): Promise<Map<string, BenchmarkAttempt[]>> {
  const rows = await tx.rows<{
    round_id: string;
    provider_id: string;
    workflow_id: string;
    effect_type_id: string;
    has_delivered: boolean;
    quality_ppm: number | null;
    busy_ms: string;
    queue_wait_ms: string;
    cost_nano_usd: string | null;
  }>(OF_ROUNDS, [[...roundIds]]);
  const attempts = Map.groupBy(rows, (row) => row.round_id);
  return new Map(
    roundIds.map((id) => [
      id,
      (attempts.get(id) ?? []).map((row) => ({
        providerId: row.provider_id,
        workflowId: row.workflow_id,
        effectTypeId: row.effect_type_id,
        hasDelivered: row.has_delivered,
        quality: row.quality_ppm === null ? null : row.quality_ppm / 1e6,
        busyMs: Number(row.busy_ms),
        queueWaitMs: Number(row.queue_wait_ms),
        costNanoUsd: row.cost_nano_usd === null ? null : BigInt(row.cost_nano_usd),
      })),
    ]),
  );
}

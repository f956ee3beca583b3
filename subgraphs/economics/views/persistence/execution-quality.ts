import { type Reading, sql } from '@effect-studio/kernel/database';
import type { MinuteRange } from '../../margins/domain/window.ts';
import type { SliceFilter } from '../../margins/persistence/read-buckets.ts';

/** What executions of one provider and effect type showed. */
export interface ExecutionQuality {
  providerId: string;
  effectTypeId: string;
  sampleCount: number;
  succeededCount: number;
  judgedCount: number;
  rejectedCount: number;
  /** Millionths. */
  meanQualityPpm: number | null;
  qualityStandardDeviationPpm: number | null;
  meanBusyMs: number;
}

/** $1 tenant, $2 first minute, $3 last minute, $4 budget, $5 provider, $6 effect type, $7 fleet. */
const QUALITY = sql(
  'economics-execution-quality',
  `select provider_id as "providerId", effect_type_id as "effectTypeId", count(*)::int as "sampleCount",
     count(*) filter (where outcome in ('succeeded', 'late'))::int as "succeededCount",
     count(quality_ppm)::int as "judgedCount", count(*) filter (where is_rejected)::int as "rejectedCount",
     avg(quality_ppm)::float8 as "meanQualityPpm", stddev_samp(quality_ppm)::float8 as "qualityStandardDeviationPpm",
     avg(busy_ms)::float8 as "meanBusyMs"
   from economics.execution
   where tenant_id = $1 and ended_at >= $2 and ended_at < $3::timestamptz + interval '1 minute' and budget_context = $4
     and ($5::text is null or provider_id = $5) and ($6::text is null or effect_type_id = $6) and ($7::text is null or fleet = $7)
   group by provider_id, effect_type_id order by provider_id, effect_type_id`,
);

/** What executions that ended in these minutes showed, per provider and effect type. */
export function executionQuality(
  tx: Reading,
  range: MinuteRange,
  filter: SliceFilter,
): Promise<ExecutionQuality[]> {
  return tx.rows<ExecutionQuality>(QUALITY, [
    tx.call.caller.tenantId,
    range.first,
    range.last,
    filter.budgetContext,
    filter.providerId,
    filter.effectTypeId,
    filter.fleet,
  ]);
}

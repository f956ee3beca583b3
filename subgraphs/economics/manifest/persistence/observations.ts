import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Observation } from '../domain/observation.ts';
import { cycleOf } from '../domain/policy.ts';

interface ObservationRow {
  workflow_id: string;
  provider_id: string;
  effect_type_id: string;
  cycle_start: Date;
  attempts: number;
  successes: number;
  failures: number;
  rejections: number;
  delivered_milli_units: string;
  delivered_busy_ms: string;
  cost_nano_usd: string;
  judged: number;
  quality_ppm: string;
}

const SUMS = [
  'attempts',
  'successes',
  'failures',
  'rejections',
  'delivered_milli_units',
  'delivered_busy_ms',
  'cost_nano_usd',
  'judged',
  'quality_ppm',
] as const;

/** $1 workflow, $2 provider, $3 effect type, $4 cycle, $5 to $13 what to add, $14 now. */
const ADD = sql(
  'economics-observation-add',
  `insert into economics.routing_observation as seen (workflow_id, provider_id, effect_type_id, cycle_start, ${SUMS.join(', ')}, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
   on conflict (workflow_id, provider_id, effect_type_id, cycle_start) do update set
     ${SUMS.map((column) => `${column} = seen.${column} + excluded.${column}`).join(', ')}, updated_at = excluded.updated_at`,
);
const SINCE = sql(
  'economics-observations-since',
  `select workflow_id, provider_id, effect_type_id, cycle_start, ${SUMS.join(', ')}
   from economics.routing_observation where cycle_start >= $1`,
);

/** What one event adds; everything that is not named adds nothing. */
export type ObservationChange = Pick<Observation, 'workflowId' | 'providerId' | 'effectTypeId'> & {
  at: Date;
} & Partial<Omit<Observation, 'workflowId' | 'providerId' | 'effectTypeId' | 'cycleStart'>>;

/** Adds to the sums of the cycle in which it happened. */
export async function addObservation(tx: Transaction, change: ObservationChange): Promise<void> {
  await tx.rows(ADD, [
    change.workflowId,
    change.providerId,
    change.effectTypeId,
    cycleOf(change.at),
    change.attempts ?? 0,
    change.successes ?? 0,
    change.failures ?? 0,
    change.rejections ?? 0,
    change.deliveredMilliUnits ?? 0,
    change.deliveredBusyMs ?? 0,
    change.costNanoUsd ?? 0,
    change.judged ?? 0,
    change.qualityPpm ?? 0,
    tx.now,
  ]);
}

/** All sums of cycles from `since` on. */
export async function observationsSince(tx: Transaction, since: Date): Promise<Observation[]> {
  const rows = await tx.rows<ObservationRow>(SINCE, [since]);
  return rows.map((row) => ({
    workflowId: row.workflow_id,
    providerId: row.provider_id,
    effectTypeId: row.effect_type_id,
    cycleStart: row.cycle_start,
    attempts: row.attempts,
    successes: row.successes,
    failures: row.failures,
    rejections: row.rejections,
    deliveredMilliUnits: Number(row.delivered_milli_units),
    deliveredBusyMs: Number(row.delivered_busy_ms),
    costNanoUsd: Number(row.cost_nano_usd),
    judged: row.judged,
    qualityPpm: Number(row.quality_ppm),
  }));
}

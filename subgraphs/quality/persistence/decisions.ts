import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { QualityVector } from '@effect-studio/schema/media/quality-vector';
import type { Decision } from '../domain/preferences/preferences.ts';

/** What was decided longer ago, or before so many others, teaches no more: effects and tastes change. */
const MOST_DECISIONS = 5_000;

/** $1 id, $2 kind, $3 effect type, $4 vector, $5 others, $6 now. */
const KEEP = sql(
  'quality-keep-decision',
  `insert into quality.decision (id, kind, effect_type_id, vector, others, decided_at, created_at)
   values ($1, $2, $3, $4, $5, $6, $6)`,
);

const NEWEST = sql(
  'quality-newest-decisions',
  `select id, kind, effect_type_id as "effectTypeId", vector, others, decided_at as "decidedAt"
   from quality.decision order by decided_at desc, id limit ${MOST_DECISIONS}`,
);

/** $1 run. What was delivered in full last: what a reviewer sees. */
const REVIEWED = sql(
  'quality-reviewed-output',
  `select effect_type_id as "effectTypeId", result -> 'vector' as vector from quality.evaluation
   where run_id = $1 and role = 'finish' and result is not null order by created_at desc limit 1`,
);

/** $1 run. What its owner may choose from. */
const SHOWN = sql(
  'quality-shown-candidates',
  `select task_id as "taskId", effect_type_id as "effectTypeId", result -> 'vector' as vector from quality.evaluation
   where run_id = $1 and role in ('candidate', 'exploration') and result is not null order by task_id`,
);

interface Measured {
  effectTypeId: string;
  vector: QualityVector;
}

export async function keepDecision(
  tx: Transaction,
  kind: Decision['kind'],
  { effectTypeId, vector }: Measured,
  others: readonly QualityVector[] = [],
): Promise<void> {
  const documents = [JSON.stringify(vector), JSON.stringify(others)];
  await tx.rows(KEEP, [newId(), kind, effectTypeId, ...documents, tx.now]);
}

export const newestDecisions = (tx: Transaction): Promise<Decision[]> => tx.rows<Decision>(NEWEST);

/** Null when nothing of the run was measured in full. */
export const reviewedOutput = (tx: Transaction, runId: string): Promise<Measured | null> =>
  tx.maybeOne<Measured>(REVIEWED, [runId]);

export const shownCandidates = (tx: Transaction, runId: string): Promise<(Measured & { taskId: string })[]> =>
  tx.rows<Measured & { taskId: string }>(SHOWN, [runId]);

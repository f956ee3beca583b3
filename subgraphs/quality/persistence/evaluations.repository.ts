import { sql, type Transaction } from '@effect-studio/kernel/database';
import { In, IsNull, Not } from 'typeorm';
import { EvaluationEntity, type Judgement } from './evaluation.entity.ts';

/** Measured judgements by task that the caller may see; refused outputs have none. */
export async function findByTasks(
  tx: Transaction,
  taskIds: readonly string[],
): Promise<Map<string, Judgement>> {
  const rows = await tx.manager.find(EvaluationEntity, {
    where: { taskId: In([...taskIds]), result: Not(IsNull()) },
  });
  return new Map(rows.map((row) => [row.taskId, row]));
}

export function findById(tx: Transaction, id: string): Promise<Judgement | null> {
  return tx.manager.findOne(EvaluationEntity, { where: { id, result: Not(IsNull()) } });
}

/** True when the task's output was judged, whatever the verdict. */
export function isJudged(tx: Transaction, taskId: string): Promise<boolean> {
  return tx.manager.existsBy(EvaluationEntity, { taskId });
}

/** True when any output was ever judged. */
export const anythingJudged = (tx: Transaction): Promise<boolean> => tx.manager.exists(EvaluationEntity);

const AVERAGES = sql(
  'quality-averages',
  `select provider_id, avg((result ->> 'composite')::float8) as composite from quality.evaluation
   where provider_id = any($1) and result is not null group by provider_id`,
);

/** Mean composite per provider over everything judged that the caller may see. */
export async function averagesOf(
  tx: Transaction,
  providerIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.rows<{ provider_id: string; composite: number }>(AVERAGES, [[...providerIds]]);
  return new Map(rows.map((row) => [row.provider_id, row.composite]));
}

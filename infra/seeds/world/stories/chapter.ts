import { sql, type Transaction } from '@effect-studio/kernel/database';
import { WORLD_TENANT_ID } from '../world.ts';

/** What the books know of one task of a run: all its attempts together. */
export interface ChapterTask {
  taskId: string;
  role: 'candidate' | 'exploration' | 'shadow' | 'finish';
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  hasDelivered: boolean;
  attempts: number;
  milliUnits: number;
  queueWaitMs: number;
  /** Of all attempts together. */
  busyMs: number;
  qualityPpm: number | null;
}

/** What the books know of one run of the world. */
export interface Chapter {
  runId: string;
  ownerId: string;
  state: 'CHARGED' | 'REFUNDED' | 'RELEASED';
  reservationId: string;
  reservedTokens: number;
  rateCardVersion: number;
  winnerTaskId: string | null;
  finishTaskId: string | null;
  /** When its last attempt ended. */
  endedAt: Date;
  tasks: ChapterTask[];
}

const RUN_IDS = sql(
  'world-runs-in-the-books',
  `select run_id from economics.run_account where tenant_id = '${WORLD_TENANT_ID}' and state <> 'OPEN' order by run_id`,
);

/** $1 runs. One row each, its tasks as JSON in the order of their ids. */
const CHAPTERS = sql(
  'world-chapters',
  `with task as (
     select run_id, task_id, max(ended_at) as ended_at, jsonb_build_object(
       'taskId', task_id, 'role', min(role), 'providerId', min(provider_id), 'workflowId', min(workflow_id),
       'effectTypeId', min(effect_type_id), 'hasDelivered', bool_or(outcome = 'succeeded'), 'attempts', count(*),
       'milliUnits', max(milli_units), 'queueWaitMs', max(queue_wait_ms), 'busyMs', sum(busy_ms),
       'qualityPpm', max(quality_ppm)) as told
     from economics.execution where tenant_id = '${WORLD_TENANT_ID}' and run_id = any ($1::uuid[]) group by run_id, task_id),
   run as (select run_id, max(ended_at) as ended_at, jsonb_agg(told order by task_id) as tasks from task group by run_id)
   select a.run_id as "runId", a.owner_id as "ownerId", a.state, a.reservation_id as "reservationId",
     a.reserved_tokens::int as "reservedTokens", a.winner_task_id as "winnerTaskId", a.finish_task_id as "finishTaskId",
     run.ended_at as "endedAt", run.tasks,
     (select c.version from economics.rate_card c where c.tenant_id = '${WORLD_TENANT_ID}' and c.effective_from <= run.ended_at
      order by c.effective_from desc, c.version desc limit 1) as "rateCardVersion"
   from run join economics.run_account a using (run_id)`,
);

/** The runs that the world's books know. */
export async function runsInTheBooks(tx: Transaction): Promise<string[]> {
  return (await tx.rows<{ run_id: string }>(RUN_IDS)).map((row) => row.run_id);
}

/** What the books know of these runs. */
export const readChapters = (tx: Transaction, runIds: readonly string[]): Promise<Chapter[]> =>
  tx.rows<Chapter>(CHAPTERS, [[...runIds]]);

import { createHash } from 'node:crypto';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import type { RunState } from '../domain/saga/run-state.ts';
import type { SagaCommand, TransitionCommand } from '../domain/saga/saga-command.ts';

/** $1 run, $2 owner, $3 tenant, $4 step, $5 from, $6 cause, $7 hash, $8 now. The run's row is locked. */
const APPEND = sql(
  'orchestrator-append-saga-log',
  `insert into orchestrator.saga_log (saga_id, seq, owner_id, tenant_id, step, from_state, cause, status, payload_hash, at)
   select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, 'done', $7, $8 from orchestrator.saga_log where saga_id = $1
   returning seq`,
);

/** $1 run. The reservation is the step that has to be undone: by a release, or by a refund after the charge. */
const MARK_COMPENSATING = sql(
  'orchestrator-mark-compensating',
  `update orchestrator.saga_log set status = 'compensating' where saga_id = $1 and step = 'ANALYZING' and status = 'done'`,
);

/** $1 run, $2 now. */
const MARK_COMPENSATED = sql(
  'orchestrator-mark-compensated',
  `update orchestrator.saga_log set status = 'compensated', compensated_at = $2, compensation_error = null
   where saga_id = $1 and status = 'compensating'`,
);

const STEPS = sql(
  'orchestrator-saga-steps',
  'select from_state, step, cause, at from orchestrator.saga_log where saga_id = $1 order by seq',
);

/** Writes a transition down. @returns its place in the run's log, 1-based */
export async function appendStep(
  tx: Transaction,
  run: RunSaga,
  transition: TransitionCommand,
  commands: readonly SagaCommand[],
): Promise<number> {
  const payloadHash = createHash('sha256').update(JSON.stringify(commands)).digest('hex');
  const { seq } = await tx.one<{ seq: number }>(APPEND, [
    run.runId,
    run.ownerId,
    run.tenantId,
    transition.to,
    transition.from,
    transition.cause,
    payloadHash,
    tx.now,
  ]);
  return seq;
}

/** The run ended after its reservation and without a result to keep: the tokens are awaited back. */
export const expectCompensation = (tx: Transaction, runId: string): Promise<object[]> =>
  tx.rows(MARK_COMPENSATING, [runId]);

/** The tokens went back. */
export const recordCompensation = (tx: Transaction, runId: string): Promise<object[]> =>
  tx.rows(MARK_COMPENSATED, [runId, tx.now]);

export interface SagaStep {
  from: RunState | null;
  to: RunState;
  cause: string;
  at: Date;
}

/** Every step of a run, oldest first. */
export async function readSteps(tx: Transaction, runId: string): Promise<SagaStep[]> {
  const rows = await tx.rows<{ from_state: RunState | null; step: RunState; cause: string; at: Date }>(
    STEPS,
    [runId],
  );
  return rows.map(({ from_state, step, cause, at }) => ({ from: from_state, to: step, cause, at }));
}

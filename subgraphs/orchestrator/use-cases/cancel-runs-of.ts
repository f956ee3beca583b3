import { sql, type Transaction } from '@effect-studio/kernel/database';
import { isCancellable } from '../domain/saga/run-state.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { applyInput } from './advance-run.ts';

const RUNS_OF = sql(
  'orchestrator-runs-of',
  'select id from orchestrator.run where owner_id = $1 order by id',
);

/** Stops every run of a person that can still be stopped. */
export async function cancelRunsOf(tx: Transaction, ownerId: string): Promise<void> {
  for (const { id } of await tx.rows<{ id: string }>(RUNS_OF, [ownerId])) {
    const run = await lockRun(tx, id);
    if (!run || !isCancellable(run.state)) continue;
    await applyInput(tx, run, { type: 'Cancel', cancelledBy: ownerId });
  }
}

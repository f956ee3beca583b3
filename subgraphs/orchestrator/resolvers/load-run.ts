import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import { type RunRecord, readRuns } from '../persistence/run-repository.ts';

/** The run when the caller may see it, one read per call for all that are asked together. */
export function findRun(ctx: CallContext, id: string): Promise<RunRecord | null> {
  if (!isId(id)) return Promise.resolve(null);
  const runs = loader<string, RunRecord>(ctx, 'orchestrator-run', (ids) => readRuns(ctx, ids));
  return runs.load(id);
}

/** @throws StudioError `RUN_NOT_FOUND` for a run that the caller was given but may not see any more */
export async function loadRun(ctx: CallContext, id: string): Promise<RunRecord> {
  const run = await findRun(ctx, id);
  if (!run) throw new StudioError('RUN_NOT_FOUND', `run ${id} is not visible to the caller`);
  return run;
}

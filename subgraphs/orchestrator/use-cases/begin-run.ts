import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { begin } from '../domain/saga/advance.ts';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import { insertRun, lockRun, saveRun } from '../persistence/run-repository.ts';
import { worldOf } from './advance-run.ts';
import { callNext } from './call-next.ts';
import { carryOut } from './carry-out.ts';

/** Writes a new run down and lets it take its first steps. */
export async function beginRun(tx: Transaction, run: RunSaga): Promise<void> {
  await insertRun(tx, run);
  const inserted = await lockRun(tx, run.runId);
  if (!inserted) throw new StudioError('RUN_LOST', `run ${run.runId} is not there after its insertion`);
  // Benchmarks and published effects bring their prompt along, a candidate that is rendered again its analysis, too;
  // other runs get theirs later.
  const given = run.variants ? { ...inserted, variants: run.variants, analysis: run.analysis } : inserted;
  const begun = begin(given, await worldOf(tx, given, null));
  if (begun.run !== inserted) await saveRun(tx, inserted, begun.run);
  await carryOut(tx, begun.run, begun.commands);
  if (begun.run.state === 'QUEUED') await callNext(tx, run.runId);
}

import type { Transaction } from '@effect-studio/kernel/database';
import { SAGA_POLICY } from '../config.ts';
import { advance } from '../domain/saga/advance.ts';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import { awaitsClips } from '../domain/saga/run-state.ts';
import type { SagaInput } from '../domain/saga/saga-input.ts';
import type { SagaWorld } from '../domain/saga/saga-policy.ts';
import { currentManifest, isStaleAt } from '../messaging/manifest-source.ts';
import { readCatalogue } from '../persistence/catalogue.ts';
import { lockExplorationAllowance, recordExplorationUse } from '../persistence/exploration-use.ts';
import { lockRun, saveRun } from '../persistence/run-repository.ts';
import { carryOut } from './carry-out.ts';

/**
 * Locks a run, lets the saga answer an input, saves the run and carries out what it decided.
 * @returns the run afterwards; null when there is none that the caller may see
 */
export async function advanceRun(tx: Transaction, runId: string, input: SagaInput): Promise<RunSaga | null> {
  const run = await lockRun(tx, runId);
  if (!run) return null;
  return applyInput(tx, run, input);
}

/** The same for a run whose row is locked already. */
export async function applyInput(tx: Transaction, run: RunSaga, input: SagaInput): Promise<RunSaga> {
  const world = await worldOf(tx, run, input);
  const advanced = advance(run, input, world);
  if (advanced.run === run) return run;
  await saveRun(tx, run, advanced.run);
  await recordExplorationUse(tx, advanced.run.legs.slice(run.legs.length));
  await carryOut(tx, advanced.run, advanced.commands);
  return advanced.run;
}

/** The routing tables are read only while legs are still to be planned, the allowance only where they may be planned now. */
export async function worldOf(tx: Transaction, run: RunSaga, input: SagaInput | null): Promise<SagaWorld> {
  // A published effect's next leg is planned when the one before it has failed.
  const isPlanned = (run.legs.length > 0 && !run.effectInUse) || awaitsClips(run.state);
  const catalogue = isPlanned ? [] : await readCatalogue(tx);
  const manifest = currentManifest(tx.call);
  if (!isPlanned && !manifest) {
    tx.call.log.info({ runId: run.runId }, 'no routing manifest yet: workflows are taken in catalogue order');
  }
  const isProgress = input?.type === 'TaskDispatched' || input?.type === 'TaskSucceeded';
  const mayPlan = !isPlanned && !isProgress && (run.variants !== null || input?.type === 'PromptsGenerated');
  const isManifestStale = manifest !== null && isStaleAt(manifest, tx.now);
  const exploration =
    mayPlan && manifest && !isManifestStale ? await lockExplorationAllowance(tx, manifest) : undefined;
  const { flags } = tx.call;
  const subject = { tenantId: run.tenantId, subjectId: run.ownerId };
  const mayExplore = flags.value('routing.exploration', subject);
  const held = manifest && !mayExplore ? { ...manifest, isExplorationStopped: true } : manifest;
  const policy = {
    ...SAGA_POLICY,
    legCount: Math.min(SAGA_POLICY.legCount, flags.value('orchestrator.max-legs', subject)),
    epsilon: mayExplore ? SAGA_POLICY.epsilon : 0,
  };
  const routing = { catalogue, manifest: held, isManifestStale, ...(exploration ? { exploration } : {}) };
  return { at: tx.now, policy, routing };
}

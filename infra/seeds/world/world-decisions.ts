import { insertDecision } from '@effect-studio/economics/exploration/persistence/decisions';
import type { CurrentManifest } from '@effect-studio/economics/manifest/persistence/manifests';
import { seededRandom } from '@effect-studio/economics/statistics/seeded-random';
import type { Transaction } from '@effect-studio/kernel/database';
import type { WorldRun } from './write-block.ts';

/** What the world's runs were routed by. */
export interface WorldRouting {
  seed: string;
  manifest: CurrentManifest;
}

const POLICY_VERSION = 'planned-legs-1';

/**
 * Writes down how each run was routed: the manifest that was in force, all that was looked at, and the legs that were given.
 * Every workflow of the effect got a leg, so each had one for certain. Runs of an effect with a trial take part in it by
 * chance, as the trial says.
 */
export async function writeDecisions(
  tx: Transaction,
  { seed, manifest }: WorldRouting,
  runs: readonly WorldRun[],
): Promise<void> {
  for (const run of runs) {
    const random = seededRandom(`${seed}:decision:${run.runId}`);
    const entries = manifest.entries.filter((entry) => entry.effectTypeId === run.effectTypeId);
    const policy = manifest.policies.find((one) => one.effectTypeId === run.effectTypeId);
    const trial = manifest.trials.find((one) => one.effectTypeId === run.effectTypeId);
    await insertDecision(tx, {
      runId: run.runId,
      ownerId: run.ownerId,
      effectTypeId: run.effectTypeId,
      decidedAt: run.endedAt,
      manifestVersion: manifest.version,
      isManifestStale: false,
      policyVersion: POLICY_VERSION,
      policyKind: policy?.kind ?? 'EPSILON_GREEDY',
      explorationShare: policy?.explorationShare ?? 0,
      isExplorationStopped: manifest.isExplorationStopped,
      trialId: trial && random() < trial.share ? trial.trialId : null,
      seed: Buffer.from(`${seed}:${run.runId}`).toString('hex').slice(0, 64),
      considered: entries.map((entry) => ({
        workflowId: entry.workflowId,
        providerId: entry.providerId,
        effectTypeId: entry.effectTypeId,
        eligible: !entry.isBarred,
        reason: entry.reason,
        rank: entry.rank,
        weight: entry.weight,
        propensity: 1,
      })),
      legs: run.legs.flatMap(({ taskId, role, workflow }, ordinal) =>
        role === 'finish'
          ? []
          : [
              {
                taskId,
                ordinal,
                role,
                providerId: workflow.providerId,
                workflowId: workflow.workflowId,
                effectTypeId: run.effectTypeId,
                propensity: 1,
              },
            ],
      ),
    });
  }
}

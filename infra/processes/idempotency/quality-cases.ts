import { newId } from '@effect-studio/kernel/ids';
import { qualitySubgraph } from '@effect-studio/quality/subgraph';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter } from './mutation-case.ts';

const WEIGHTS = { fidelity: 0.3, artifacts: 0.2, styleAdherence: 0.35, temporalConsistency: 0.15 };
const EVIDENCE = { decisions: 100, preferences: 150, logLoss: 0.5, handLogLoss: 0.6, z: 4 };

export const qualityCases: ContextCases = {
  context: 'quality',
  names: ['applyQualityWeights'],
  open: async (options) => {
    const studio = await TestStudio.open([qualitySubgraph(null)], options);
    let newest = 0;
    /** A version that may be put in force. */
    const version = async (): Promise<number> => {
      newest += 1;
      await studio.ownerPool.query(
        `insert into quality.weights_version (version, weights, is_better, evidence, created_at)
         values ($1, $2, true, $3, now())`,
        [newest, JSON.stringify(WEIGHTS), JSON.stringify(EVIDENCE)],
      );
      return newest;
    };
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        applyQualityWeights: async () => {
          const reason = `Learnt ${newId()}.`;
          return {
            caller: admin(),
            input: { version: await version(), reason },
            otherInput: { version: await version(), reason },
            countEffects: counter(studio, 'select count(*) from quality.weights_in_force where reason = $1', [
              reason,
            ]),
          };
        },
      },
    };
  },
};

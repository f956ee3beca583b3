import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { type StudioModel, studioModel } from '@effect-studio/llm/asking/studio-model';
import { EVALUATION } from './judges/evaluation-module.ts';
import { measuringJudge } from './judges/measuring-judge.ts';
import { modelJudge } from './judges/model-judge.ts';
import { onAdminApproved, onAdminRejected, onWinnerOverridden } from './messaging/on-decisions.ts';
import { onTaskSucceeded } from './messaging/on-task-succeeded.ts';
import { personal } from './messaging/personal-data.ts';
import { EvaluationEntity } from './persistence/evaluation.entity.ts';
import { evaluations } from './persistence/migrations/0001-evaluations.ts';
import { judgeCalibrations } from './persistence/migrations/0002-judge-calibrations.ts';
import { modelUse } from './persistence/migrations/0003-model-use.ts';
import { learntWeights } from './persistence/migrations/0004-learnt-weights.ts';
import { weightsOfEffectTypes } from './persistence/migrations/0005-weights-of-effect-types.ts';
import {
  evaluationResolvers,
  providerResolvers,
  queryResolvers,
  taskResolvers,
} from './resolvers/evaluation.ts';
import { judgeResolvers, judges } from './resolvers/judges.ts';
import {
  applicationResolvers,
  effectTypeWeightsResolvers,
  mutationResolvers,
  qualityDecisions,
  qualityWeights,
  weightsResolvers,
} from './resolvers/quality-weights.ts';
import { calibrateJudges, type JudgesOf } from './workers/calibrate-judges.ts';
import { judgeOutputJob } from './workers/judge-output.ts';
import { learnWeightsJob } from './workers/learn-weights.ts';

/** The measuring evaluator, and the model where there is one. */
const judgesWith =
  (model: StudioModel | null): JudgesOf =>
  (ctx) => {
    const about = { what: 'The model was not asked about the golden set', instead: 'It is asked again.' };
    return [measuringJudge(), ...(model ? [modelJudge(ctx, model, about)] : [])];
  };

/**
 * M7: how good an output is, measured on its frames.
 * @param model null: outputs are only measured
 * @param judgesOf the judges that are in use
 */
export const qualitySubgraph = (model: StudioModel | null, judgesOf: JudgesOf = judgesWith(model)) =>
  defineSubgraph({
    name: 'quality',
    module: 'M7',
    typeDefs: readSdl(import.meta.url),
    resolvers: {
      Query: { ...queryResolvers, judges, qualityWeights, qualityDecisions },
      Mutation: mutationResolvers,
      Evaluation: evaluationResolvers,
      Judge: judgeResolvers,
      QualityWeights: weightsResolvers,
      EffectTypeWeights: effectTypeWeightsResolvers,
      WeightsApplication: applicationResolvers,
      Task: taskResolvers,
      Provider: providerResolvers,
    },
    entities: [EvaluationEntity],
    migrations: [evaluations, judgeCalibrations, modelUse, learntWeights, weightsOfEffectTypes],
    consumers: [...personal.consumers, onTaskSucceeded, onAdminApproved, onAdminRejected, onWinnerOverridden],
    jobs: [...personal.jobs, judgeOutputJob(model), calibrateJudges(judgesOf), learnWeightsJob],
    computations: [EVALUATION],
  });

export default qualitySubgraph(studioModel('judge'));

import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import type { Judge } from './domain/judge.ts';
import { measuringJudge } from './judges/measuring-judge.ts';
import { onTaskSucceeded } from './messaging/on-task-succeeded.ts';
import { personal } from './messaging/personal-data.ts';
import { EvaluationEntity } from './persistence/evaluation.entity.ts';
import { evaluations } from './persistence/migrations/0001-evaluations.ts';
import { judgeCalibrations } from './persistence/migrations/0002-judge-calibrations.ts';
import {
  evaluationResolvers,
  providerResolvers,
  queryResolvers,
  taskResolvers,
} from './resolvers/evaluation.ts';
import { judgeResolvers, judges } from './resolvers/judges.ts';
import { calibrateJudges } from './workers/calibrate-judges.ts';
import { judgeOutputJob } from './workers/judge-output.ts';

/**
 * M7: how good an output is, measured on its frames.
 * @param judgesOf the judges that are in use
 */
export const qualitySubgraph = (judgesOf: () => readonly Judge[]) =>
  defineSubgraph({
    name: 'quality',
    module: 'M7',
    typeDefs: readSdl(import.meta.url),
    resolvers: {
      Query: { ...queryResolvers, judges },
      Evaluation: evaluationResolvers,
      Judge: judgeResolvers,
      Task: taskResolvers,
      Provider: providerResolvers,
    },
    entities: [EvaluationEntity],
    migrations: [evaluations, judgeCalibrations],
    consumers: [...personal.consumers, onTaskSucceeded],
    jobs: [...personal.jobs, judgeOutputJob, calibrateJudges(judgesOf)],
  });

export default qualitySubgraph(() => [measuringJudge()]);

import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { onTaskSucceeded } from './messaging/on-task-succeeded.ts';
import { EvaluationEntity } from './persistence/evaluation.entity.ts';
import { evaluations } from './persistence/migrations/0001-evaluations.ts';
import {
  evaluationResolvers,
  providerResolvers,
  queryResolvers,
  taskResolvers,
} from './resolvers/evaluation.ts';
import { judgeOutputJob } from './workers/judge-output.ts';

/** M7: how good an output is, measured on its frames. */
export default defineSubgraph({
  name: 'quality',
  module: 'M7',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query: queryResolvers,
    Evaluation: evaluationResolvers,
    Task: taskResolvers,
    Provider: providerResolvers,
  },
  entities: [EvaluationEntity],
  migrations: [evaluations],
  consumers: [onTaskSucceeded],
  jobs: [judgeOutputJob],
});

import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type {
  EvaluationResolvers,
  ProviderResolvers,
  QueryResolvers,
  TaskResolvers,
} from '../generated/resolvers.ts';
import type { Judgement } from '../persistence/evaluation.entity.ts';
import { averagesOf, findById, findByTasks } from '../persistence/evaluations.repository.ts';

export const queryResolvers: QueryResolvers = {
  evaluation: (_root, { id }, ctx) => (isId(id) ? ctx.db.transaction(ctx, (tx) => findById(tx, id)) : null),
};

export const evaluationResolvers: EvaluationResolvers = {
  __resolveReference: async (reference, ctx) =>
    reference.id ? ctx.db.transaction(ctx, (tx) => findById(tx, reference.id!)) : null,
  task: (judgement) => ({ __typename: 'Task', id: judgement.taskId }),
  // A loaded judgement is a measured one: refusals are not found.
  quality: ({ result }) => ({ ...result!.vector, composite: result!.composite }),
  parts: ({ result }) => result!.parts,
  // Judgements of the first evaluator named no metrics.
  metrics: ({ result }) => result!.metrics ?? {},
  weights: ({ result }) => result!.weights,
  weightsVersion: ({ result }) => result!.weightsVersion ?? 0,
  evaluatorVersion: ({ result }) => result!.evaluatorVersion,
  opinion: ({ result }) => result!.opinion ?? null,
  opinionMissing: ({ result }) => result!.opinionMissing ?? null,
};

export const taskResolvers: TaskResolvers = {
  evaluation: (task, _args, ctx) =>
    loader<string, Judgement>(ctx, 'evaluation-of-task', (ids) =>
      ctx.db.transaction(ctx, (tx) => findByTasks(tx, ids)),
    ).load(task.id!),
};

export const providerResolvers: ProviderResolvers = {
  averageQuality: (provider, _args, ctx) =>
    loader<string, number>(ctx, 'average-quality', (ids) =>
      ctx.db.transaction(ctx, (tx) => averagesOf(tx, ids)),
    ).load(provider.id!),
};

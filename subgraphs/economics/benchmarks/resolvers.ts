import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type {
  BenchmarkCaseResolvers,
  BenchmarkCellResolvers,
  BenchmarkRoundResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
} from '../generated/resolvers.ts';
import { currentCases } from './persistence/library.ts';
import { askForBenchmark } from './use-cases/ask-for-benchmark.ts';
import { loadMatrix, readRound, readRounds } from './use-cases/read-rounds.ts';

const Query = {
  benchmarkCases: (_parent, _args, ctx) => ctx.db.transaction(ctx, currentCases),
  benchmarkRounds: (_parent, { first }, ctx) => readRounds(ctx, first ?? 10),
  benchmarkRound: (_parent, { id }, ctx) => (isId(id) ? readRound(ctx, id) : null),
} satisfies QueryResolvers;

const Mutation = {
  startBenchmark: async (_parent, { input }, ctx) => {
    const answer = await askForBenchmark(ctx, {
      effectTypeIds: input.effectTypeIds ?? null,
      repeats: input.repeats ?? 1,
      idempotencyKey: input.idempotencyKey,
    });
    if ('__typename' in answer) return answer;
    const round = await readRound(ctx, answer.id);
    return round ? { __typename: 'BenchmarkRound' as const, ...round } : notFound('benchmark', answer.id);
  },
} satisfies MutationResolvers;

const BenchmarkRound: BenchmarkRoundResolvers = {
  cells: async ({ id }, _args, ctx) => (await loadMatrix(ctx, id)) ?? [],
};

const BenchmarkCell: BenchmarkCellResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const BenchmarkCase: BenchmarkCaseResolvers = {
  id: ({ caseId }) => caseId,
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

/** Providers compared on known inputs. */
export const benchmarkResolvers = {
  Query,
  Mutation,
  BenchmarkRound,
  BenchmarkCell,
  BenchmarkCase,
} satisfies Resolvers;

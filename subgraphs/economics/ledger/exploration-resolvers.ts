import type {
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SetExplorationBudgetResultResolvers,
} from '../generated/resolvers.ts';
import { readExplorationWallet, setExplorationBudget } from './use-cases/exploration-wallet.ts';

const Query = {
  explorationWallet: (_parent, _args, ctx) => readExplorationWallet(ctx),
} satisfies QueryResolvers;

const Mutation = {
  setExplorationBudget: async (_parent, { input }, ctx) => {
    const { period, limitNanoUsd, idempotencyKey } = input;
    const answer = await setExplorationBudget(ctx, { period, limitNanoUsd, key: idempotencyKey });
    return 'done' in answer ? readExplorationWallet(ctx) : answer;
  },
} satisfies MutationResolvers;

const SetExplorationBudgetResult: SetExplorationBudgetResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename : 'ExplorationWallet'),
};

/** The wallet that exploration is paid from. */
export const explorationWalletResolvers = {
  Query,
  Mutation,
  SetExplorationBudgetResult,
} satisfies Resolvers;

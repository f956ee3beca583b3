import type { CallContext } from '@effect-studio/kernel/context';
import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { AutoActionResolvers, MutationResolvers, Resolvers } from '../generated/resolvers.ts';
import type { AutoAction as AutoActionModel } from './domain/action.ts';
import { actionById } from './persistence/auto-actions.ts';
import { revertAction } from './use-cases/revert-action.ts';

const find = (ctx: CallContext, id: string): Promise<AutoActionModel | null> =>
  ctx.db.transaction(ctx, (tx) => actionById(tx, id));

const Mutation = {
  revertAction: async (_parent, { input }, ctx) => {
    const answer = await revertAction(ctx, input);
    if ('__typename' in answer) return answer;
    const action = await find(ctx, answer.id);
    return action ? { __typename: 'AutoAction' as const, ...action } : notFound('action', answer.id);
  },
} satisfies MutationResolvers;

const AutoAction: AutoActionResolvers = {
  __resolveReference: async ({ id }, ctx) => (isId(id) ? find(ctx, id) : null),
  provider: ({ providerId }) => ({ id: providerId }),
  guardTimeRatio: ({ guard }) => guard?.timeRatio ?? null,
  guardCostRatio: ({ guard }) => guard?.costRatio ?? null,
  endedAt: ({ end }) => end?.at ?? null,
  endedBecause: ({ end }) => end?.why ?? null,
  endReason: ({ end }) => end?.reason ?? null,
  endedBy: ({ end }) => (end?.by ? { id: end.by } : null),
};

/** What the engine did by itself, and how an admin undoes it. */
export const actionResolvers = { Mutation, AutoAction } satisfies Resolvers;

import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/loaders';
import type { DeadLetterDecision, DeadLetterResolvers } from '../generated/resolvers.ts';
import { decisionsOf } from '../persistence/dead-letter-decisions.ts';

const decisionLoader = (ctx: CallContext) =>
  loader<string, DeadLetterDecision[]>(ctx, 'operations-dead-letter-decisions', (ids) =>
    ctx.db.transaction(ctx, (tx) => decisionsOf(tx, ids)),
  );

export const DeadLetter: DeadLetterResolvers = {
  decisions: async ({ id }, _args, ctx) => (id ? ((await decisionLoader(ctx).load(id)) ?? []) : []),
};

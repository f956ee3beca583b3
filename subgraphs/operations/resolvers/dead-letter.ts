import { type CallContext, hasRole } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { DeadLetterDecision, DeadLetterResolvers } from '../generated/resolvers.ts';
import { decisionsOf } from '../persistence/dead-letter-decisions.ts';
import { deadLetterById } from '../persistence/dead-letter-rows.ts';

const decisionLoader = (ctx: CallContext) =>
  loader<string, DeadLetterDecision[]>(ctx, 'operations-dead-letter-decisions', (ids) =>
    ctx.db.transaction(ctx, (tx) => decisionsOf(tx, ids)),
  );

export const DeadLetter: DeadLetterResolvers = {
  // Letters are shown to admins only; a reference must not open another way.
  __resolveReference: async ({ id }, ctx) =>
    id && isId(id) && hasRole(ctx.caller, 'admin')
      ? ctx.db.transaction(ctx, (tx) => deadLetterById(tx, id))
      : null,
  decisions: async ({ id }, _args, ctx) => (id ? ((await decisionLoader(ctx).load(id)) ?? []) : []),
};

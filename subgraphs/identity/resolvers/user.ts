import { hasRole } from '@effect-studio/kernel/context';
import type { UserResolvers } from '../generated/resolvers.ts';
import { loadLastSeen, loadPerson } from './loaders.ts';

export const userResolvers: UserResolvers = {
  __resolveReference: async ({ id }, ctx) => loadPerson(ctx, id),
  roles: (person, _args, ctx) =>
    person.id === ctx.caller.subjectId || hasRole(ctx.caller, 'admin') ? [...person.roles] : [],
  lastSeenAt: ({ id }, _args, ctx) => loadLastSeen(ctx, id),
};

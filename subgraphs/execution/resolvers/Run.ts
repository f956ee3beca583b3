import { isId } from '@effect-studio/kernel/ids';
import type { RunResolvers } from '../generated/resolvers.ts';
import { placeInQueue } from '../use-cases/tasks/place-in-queue.ts';

export const Run: RunResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  queue: ({ id }, _args, ctx) => (isId(id) ? placeInQueue(ctx, id) : null),
};

import type { CallContext } from '@effect-studio/kernel/context';
import { notFound } from '@effect-studio/kernel/errors';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { FleetActionResolvers, MutationResolvers, Resolvers } from '../generated/resolvers.ts';
import type { FleetAction as FleetActionModel } from './domain/fleet-action.ts';
import { fleetActionById, fleetActionsOf } from './persistence/fleet-actions.ts';
import { revertFleetAction } from './use-cases/revert-fleet-action.ts';

const find = (ctx: CallContext, id: string): Promise<FleetActionModel | null> =>
  ctx.db.transaction(ctx, (tx) => fleetActionById(tx, id));

const Mutation = {
  revertFleetAction: async (_parent, { input }, ctx) => {
    const answer = await revertFleetAction(ctx, input);
    if ('__typename' in answer) return answer;
    const action = await find(ctx, answer.id);
    return action ? { __typename: 'FleetAction' as const, ...action } : notFound('action', answer.id);
  },
} satisfies MutationResolvers;

const FleetAction: FleetActionResolvers = {
  __resolveReference: async ({ id }, ctx) => (isId(id) ? find(ctx, id) : null),
  endedAt: ({ end }) => end?.at ?? null,
  endReason: ({ end }) => end?.reason ?? null,
  endedBy: ({ end }) => (end?.by ? { id: end.by } : null),
};

/** Machines that the engine added for a bottleneck. */
export async function loadFleetActions(ctx: CallContext, bottleneckId: string): Promise<FleetActionModel[]> {
  const load = loader<string, FleetActionModel[]>(ctx, 'economics-fleet-actions', (ids) =>
    ctx.db.transaction(ctx, (tx) => fleetActionsOf(tx, ids)),
  );
  return (await load.load(bottleneckId)) ?? [];
}

/** What the engine did about fleets by itself, and how an admin undoes it. */
export const fleetActionResolvers = { Mutation, FleetAction } satisfies Resolvers;

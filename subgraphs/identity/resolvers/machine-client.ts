import { StudioError } from '@effect-studio/kernel/errors';
import type { MachineClientResolvers } from '../generated/resolvers.ts';
import { loadMachine, loadPerson } from './loaders.ts';

export const machineClientResolvers: MachineClientResolvers = {
  __resolveReference: async ({ id }, ctx) => loadMachine(ctx, id),
  owner: async ({ ownerId }, _args, ctx) => {
    const owner = await loadPerson(ctx, ownerId);
    if (!owner) throw new StudioError('OWNER_MISSING', 'a machine has an owner that cannot be seen');
    return owner;
  },
  kind: ({ kind }) => (kind === 'partner' ? 'PARTNER' : 'AGENT'),
  scopes: ({ scopes }) => [...scopes],
};

import type { CallContext } from '@effect-studio/kernel/context';
import { z } from 'zod';
import { fleetDocument, NO_FLEETS } from '../domain/fleet-document.ts';
import type { FleetDocumentResolvers, MutationResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { FLEET_DOCUMENTS } from '../persistence/fleet-statements.ts';
import {
  type AppliedFleetDocument,
  applyFleets,
  currentFleets,
  documentChanges,
  planFleets,
} from '../use-cases/apply-fleet-document.ts';

const MOST = 100;

const readAll = (ctx: CallContext, most: number): Promise<AppliedFleetDocument[]> =>
  ctx.db.transaction(ctx, (tx) => tx.rows<AppliedFleetDocument>(FLEET_DOCUMENTS, [most]));

const current = (ctx: CallContext): Promise<AppliedFleetDocument> => ctx.db.transaction(ctx, currentFleets);

export const fleetQueries = {
  fleetDocument: (_parent, _args, ctx) => current(ctx),
  fleetDocumentHistory: (_parent, _args, ctx) => readAll(ctx, MOST),
  fleetDocumentSchema: () => z.toJSONSchema(fleetDocument, { io: 'input' }) as never,
  planFleetDocument: (_parent, { document }, ctx) => planFleets(ctx, document),
} satisfies QueryResolvers;

export const fleetMutations = {
  applyFleetDocument: async (_parent, { input }, ctx) => {
    const result = await applyFleets(ctx, input);
    return result.__typename === 'FleetDocument'
      ? { ...(await current(ctx)), __typename: 'FleetDocument' as const }
      : result;
  },
} satisfies MutationResolvers;

export const FleetDocument: FleetDocumentResolvers = {
  changes: async ({ version, document }, _args, ctx) => {
    const before = (await readAll(ctx, MOST + 1)).find((one) => one.version === version - 1);
    return documentChanges(before?.document ?? NO_FLEETS, document);
  },
  appliedBy: ({ appliedBy }) => (appliedBy ? { id: appliedBy } : null),
};

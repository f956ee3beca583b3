import { loader } from '@effect-studio/kernel/loaders';
import type { ProviderResolvers } from '../generated/resolvers.ts';
import { COUNT_ONLINE_AGENTS, COUNT_SLOTS } from '../persistence/sql/provider-statements.ts';

export const Provider: ProviderResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  onlineAgentCount: async ({ id }, _args, ctx) => {
    const counts = loader<string, number>(ctx, 'execution-online-agents', (ids) =>
      ctx.db.transaction(ctx, async (tx) => {
        const rows = await tx.rows<{ provider_id: string; online: number }>(COUNT_ONLINE_AGENTS, [ids]);
        return new Map(rows.map((row) => [row.provider_id, row.online]));
      }),
    );
    return (await counts.load(id!)) ?? 0;
  },
  slotCount: async ({ id }, _args, ctx) => {
    const counts = loader<string, number>(ctx, 'execution-slots', (ids) =>
      ctx.db.transaction(ctx, async (tx) => {
        const rows = await tx.rows<{ provider_id: string; slots: number }>(COUNT_SLOTS, [ids]);
        return new Map(rows.map((row) => [row.provider_id, row.slots]));
      }),
    );
    return (await counts.load(id!)) ?? 0;
  },
};

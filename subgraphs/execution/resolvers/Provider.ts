import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { ProviderResolvers } from '../generated/resolvers.ts';
import { COUNT_ONLINE_AGENTS, COUNT_SLOTS } from '../persistence/sql/provider-statements.ts';
import { READ_SLOTS } from '../persistence/sql/slot-statements.ts';

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
  slotCeiling: async ({ id }, _args, ctx) => (await loadSlots(ctx, id!))?.ceiling ?? 0,
  slotsLoweredAt: async ({ id }, _args, ctx) => {
    const slots = await loadSlots(ctx, id!);
    return slots?.loweredAt ?? null;
  },
};

function loadSlots(ctx: CallContext, providerId: string) {
  return loader<string, { ceiling: number; loweredAt: Date | null }>(ctx, 'execution-slot-bounds', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      const rows = await tx.rows<{ id: string; ceiling: number; loweredAt: Date | null }>(READ_SLOTS, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    }),
  ).load(providerId);
}

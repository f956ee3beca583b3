import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { AuditChange, AuditEntryResolvers } from '../generated/resolvers.ts';
import { changesOf } from '../persistence/audit-rows.ts';

const changesLoader = (ctx: CallContext) =>
  loader<string, AuditChange[]>(ctx, 'operations-audit-changes', (ids) =>
    ctx.db.transaction(ctx, (tx) => changesOf(tx, ids)),
  );

export const AuditEntry: AuditEntryResolvers = {
  changes: async ({ id }, _args, ctx) => (await changesLoader(ctx).load(id)) ?? [],
};

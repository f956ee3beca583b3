import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { RunResolvers } from '../generated/resolvers.ts';
import { type TraceEvent, traces } from '../persistence/trace-rows.ts';

const traceLoader = (ctx: CallContext) =>
  loader<string, TraceEvent[]>(ctx, 'operations-trace', (ids) =>
    ctx.db.transaction(ctx, (tx) => traces(tx, ids)),
  );

export const Run: RunResolvers = {
  __resolveReference: async (run) => run,
  // The gateway brings the correlation id along (`@requires`).
  trace: async ({ correlationId }, _args, ctx) =>
    correlationId ? ((await traceLoader(ctx).load(correlationId)) ?? []) : [],
};

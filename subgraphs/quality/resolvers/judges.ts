import type { JudgeResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { judgeStandings } from '../persistence/judge-calibrations.ts';

export const judges: NonNullable<QueryResolvers['judges']> = (_root, _args, ctx) =>
  ctx.db.transaction(ctx, (tx) => judgeStandings(tx));

export const judgeResolvers: JudgeResolvers = {
  kind: ({ kind }) => (kind === 'model' ? 'MODEL' : 'MEASURED'),
  reasons: ({ reasons }) => [...reasons],
};

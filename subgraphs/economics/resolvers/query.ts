import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { readWalletOf } from '../ledger/use-cases/read-wallet.ts';
import { reconcileLedger } from '../ledger/use-cases/reconcile-ledger.ts';
import { readManifest } from '../manifest/use-cases/publish-manifest.ts';
import { readHud } from '../margins/use-cases/read-hud.ts';
import { quoteRun } from '../rate-card/use-cases/quote-run.ts';

const BUDGETS = {
  USER_RUN: 'user_run',
  SYSTEM_TEST: 'system_test',
  BENCHMARK: 'benchmark',
} as const satisfies Record<string, BudgetContext>;

export const Query: QueryResolvers = {
  wallet: (_parent, _args, ctx) => (ctx.caller.subjectId ? readWalletOf(ctx, ctx.caller.subjectId) : null),
  quoteRun: (_parent, _args, ctx) => quoteRun(ctx),
  marginHud: (_parent, { window, budgetContext }, ctx) => readHud(ctx, window, BUDGETS[budgetContext]),
  routingManifest: (_parent, _args, ctx) => readManifest(ctx),
  reconcileLedger: (_parent, _args, ctx) => reconcileLedger(ctx),
};

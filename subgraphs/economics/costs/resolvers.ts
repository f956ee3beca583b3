import { loader } from '@effect-studio/kernel/loaders';
import { loadRunAccount } from '../charges/use-cases/load-run-account.ts';
import type {
  Resolvers,
  RunResolvers,
  RunStatementResolvers,
  StatementLineResolvers,
  TaskResolvers,
} from '../generated/resolvers.ts';
import { readStatement, readTaskCosts } from './use-cases/read-statement.ts';

const Run: RunResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  reservedTokens: async ({ id }, _args, ctx) => (await loadRunAccount(ctx, id))?.reservedTokens ?? 0,
  consumedTokens: async ({ id }, _args, ctx) => (await loadRunAccount(ctx, id))?.consumedTokens ?? 0,
  refundedTokens: async ({ id }, _args, ctx) => (await loadRunAccount(ctx, id))?.returnedTokens ?? 0,
  statement: ({ id }, _args, ctx) => readStatement(ctx, id),
};

const RunStatement: RunStatementResolvers = {
  run: ({ runId }) => ({ id: runId }),
};

const StatementLine: StatementLineResolvers = {
  task: ({ taskId }) => ({ id: taskId }),
  provider: ({ providerId }) => ({ id: providerId }),
};

const Task: TaskResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  costNanoUsd: ({ id }, _args, ctx) =>
    loader<string, bigint>(ctx, 'economics-task-cost', (ids) => readTaskCosts(ctx, ids)).load(id),
};

/** What runs and tasks cost. */
export const costResolvers = { Run, RunStatement, StatementLine, Task } satisfies Resolvers;

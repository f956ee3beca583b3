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
  seq: ({ statementSeq }) => statementSeq,
  hash: ({ statementHash }) => statementHash?.toString('hex') ?? null,
  task: ({ taskId }) => (taskId ? { id: taskId } : null),
  role: ({ role }) => role ?? 'usage',
  // What a run uses is always somebody's: only a fleet's idle machines name no provider.
  provider: ({ providerId }) => ({ id: providerId! }),
};

const Task: TaskResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  costNanoUsd: ({ id }, _args, ctx) =>
    loader<string, bigint>(ctx, 'economics-task-cost', (ids) => readTaskCosts(ctx, ids)).load(id),
};

/** What runs and tasks cost. */
export const costResolvers = { Run, RunStatement, StatementLine, Task } satisfies Resolvers;

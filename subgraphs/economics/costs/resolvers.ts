import { loader } from '@effect-studio/kernel/graph/loaders';
import { loadRunAccount } from '../charges/use-cases/load-run-account.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  RecordedInvoiceResolvers,
  RecordInvoiceResultResolvers,
  Resolvers,
  RunResolvers,
  RunStatementResolvers,
  StatementLineResolvers,
  TaskResolvers,
} from '../generated/resolvers.ts';
import { readStatement, readTaskCosts } from './use-cases/read-statement.ts';
import { readCostAccounts, recordInvoice } from './use-cases/record-invoice.ts';

const Query = {
  costAccounts: (_parent, { from, to }, ctx) => readCostAccounts(ctx, from, to),
} satisfies QueryResolvers;

const Mutation = {
  recordInvoice: (_parent, { input: { idempotencyKey, ...invoice } }, ctx) =>
    recordInvoice(ctx, { ...invoice, key: idempotencyKey }),
} satisfies MutationResolvers;

const RecordedInvoice: RecordedInvoiceResolvers = {
  amountNanoUsd: ({ amountNanoUsd }) => BigInt(amountNanoUsd),
  bookedNanoUsd: ({ bookedNanoUsd }) => BigInt(bookedNanoUsd),
  varianceNanoUsd: ({ varianceNanoUsd }) => BigInt(varianceNanoUsd),
};

const RecordInvoiceResult: RecordInvoiceResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename : 'RecordedInvoice'),
};

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
export const costResolvers = {
  Query,
  Mutation,
  RecordedInvoice,
  RecordInvoiceResult,
  Run,
  RunStatement,
  StatementLine,
  Task,
} satisfies Resolvers;

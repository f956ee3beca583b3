import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type Problem, problem } from '@effect-studio/kernel/errors';
import { lockRunsOfCaller, runsOfTenant } from '../persistence/runs-under-way.ts';

export type TooManyRuns = Problem & { __typename: 'TooManyRuns'; limit: number };

/**
 * Whether all people of the caller's tenant have as many runs under way as they may, asked before a submission's transaction.
 * Submissions at the same moment do not see each other, so a few more may pass.
 */
export async function tenantIsFull(ctx: CallContext): Promise<TooManyRuns | null> {
  const limit = ctx.flags.value('runs.most-per-tenant', { ...ctx.caller, subjectId: null });
  const platform = { ...ctx, caller: systemCaller(ctx.caller.tenantId) };
  const count = await platform.db.transaction(platform, (tx) => runsOfTenant(tx, limit));
  if (count < limit) return null;
  return tooMany(
    limit,
    `All ${limit} runs that may be under way here at once are.`,
    'Try again in some minutes.',
  );
}

/** Whether the caller has as many runs under way as they may; exact, because their submissions wait for each other. */
export async function personHasEnough(tx: Transaction): Promise<TooManyRuns | null> {
  const limit = tx.call.flags.value('runs.most-per-person', tx.call.caller);
  if ((await lockRunsOfCaller(tx, limit)) < limit) return null;
  return tooMany(
    limit,
    `You have ${limit} ${limit === 1 ? 'run' : 'runs'} under way, as many as you may at once.`,
    'Wait until one of them is through, or cancel one.',
  );
}

const tooMany = (limit: number, humanReadableCause: string, suggestedAction: string): TooManyRuns =>
  problem(
    'TooManyRuns',
    { title: 'Too many runs at once', status: 429, humanReadableCause, suggestedAction },
    { limit },
  );

import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { hasWaitingRuns, lockPlaces, readNextTurns, readWaitingPeople } from '../persistence/places.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { applyInput } from './advance-run.ts';
import { mostAtOnce } from './wait-or-start.ts';

/** Begun in one transaction, so that submissions need not wait long for it. */
const AT_A_TIME = 20;

/**
 * Begins the waiting runs of the caller's tenant for which there are places, in turns of people: who has fewest under way is
 * first. To be called as the platform; harmless when there is nothing to do.
 */
export async function giveTurns(ctx: CallContext): Promise<void> {
  if (!(await ctx.db.transaction(ctx, hasWaitingRuns))) return;
  while ((await ctx.db.transaction(ctx, beginNext)) === AT_A_TIME);
}

/** @returns how many were begun */
async function beginNext(tx: Transaction): Promise<number> {
  const most = mostAtOnce(tx);
  const { ofTenant } = await lockPlaces(tx, most);
  const next = await nextTurns(tx, Math.min(AT_A_TIME, most - ofTenant));
  for (const id of next) {
    const run = await lockRun(tx, id);
    // Meanwhile cancelled, or its clip refused.
    if (run?.state === 'QUEUED') await applyInput(tx, run, { type: 'TurnCame' });
  }
  return next.length;
}

/** Runs that are next, first first. @param limit how many are wanted, none or less: none */
export async function nextTurns(tx: Transaction, limit: number): Promise<string[]> {
  if (limit <= 0) return [];
  const { flags, caller } = tx.call;
  const people = await readWaitingPeople(tx);
  const most = new Map(
    people.map(({ ownerId }) => [
      ownerId,
      flags.value('runs.most-per-person', { tenantId: caller.tenantId, subjectId: ownerId }),
    ]),
  );
  return readNextTurns(tx, people, most, limit);
}

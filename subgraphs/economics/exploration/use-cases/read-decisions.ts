import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { type DecisionFilter, decisionPage, type LoggedDecision } from '../persistence/decisions.ts';

/** Place of a decision in the log; opaque to readers. */
export const cursorOf = ({ decidedAt, runId }: LoggedDecision): string => `${decidedAt.getTime()}:${runId}`;

function placeOf(cursor: string | null): { decidedAt: Date; runId: string } | null {
  const [time, runId] = cursor?.split(':') ?? [];
  if (!time || !/^\d{1,15}$/.test(time) || !isId(runId)) return null;
  return { decidedAt: new Date(Number(time)), runId };
}

/** Routing decisions with what became of their legs, newest first. @param after cursor of the last one that was read */
export async function readDecisions(
  ctx: CallContext,
  filter: DecisionFilter,
  { first, after }: { first: number; after: string | null },
): Promise<{ nodes: LoggedDecision[]; hasNextPage: boolean }> {
  const found = await ctx.db.transaction(ctx, (tx) => decisionPage(tx, filter, placeOf(after), first + 1));
  return { nodes: found.slice(0, first), hasNextPage: found.length > first };
}

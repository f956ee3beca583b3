import { setTimeout as wait } from 'node:timers/promises';
import type { CallContext } from '@effect-studio/kernel/context';
import { logCursor } from '../domain/log-cursor.ts';
import type { ActionLogEntry } from '../generated/resolvers.ts';
import { actionLogSince, type LogPlace, newestActionLog } from '../persistence/action-log-rows.ts';

/** Between two looks at the table. */
const LOOK_EVERY_MS = 500;
/**
 * Rows become visible when their transaction ends, which may be after those of later moments: each look goes this far
 * back, and what was given already is left out.
 */
const OVERLAP_MS = 10_000;
const MOST_AT_ONCE = 200;

export interface Logged {
  cursor: string;
  entry: ActionLogEntry;
}

/**
 * Entries of the caller's tenant as they are logged. The table has no log position, so it is looked at twice a second
 * while somebody follows.
 * @param after the place that was reached before; null: from now on
 */
export async function followActionLog(
  ctx: CallContext,
  after: LogPlace | null,
): Promise<AsyncIterableIterator<Logged>> {
  const ending = new AbortController();
  const entries = entriesSince(ctx, await beginning(ctx, after), ending.signal);
  const iterator: AsyncIterableIterator<Logged> = {
    next: () => entries.next(),
    async return() {
      ending.abort();
      await entries.return(undefined);
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** How far the log was given, and which entries of the overlap were. */
interface Reached {
  reachedMs: number;
  given: Map<string, number>;
}

/** Who begins now has what is there already; who comes back has what was logged up to their cursor. */
async function beginning(ctx: CallContext, after: LogPlace | null): Promise<Reached> {
  if (after !== null) {
    const reachedMs = after.at.getTime();
    return { reachedMs, given: new Map([[after.id, reachedMs]]) };
  }
  const [newest] = await ctx.db.transaction(ctx, (tx) => newestActionLog(tx, 1));
  const reachedMs = newest ? new Date(newest.at).getTime() : 0;
  const there = await look(ctx, reachedMs);
  return { reachedMs, given: new Map(there.map(({ place }) => [place.id, place.at.getTime()])) };
}

async function* entriesSince(
  ctx: CallContext,
  { reachedMs: beganMs, given }: Reached,
  signal: AbortSignal,
): AsyncGenerator<Logged, undefined> {
  let reachedMs = beganMs;
  while (!signal.aborted) {
    const found = await look(ctx, reachedMs);
    for (const { place, entry } of found) {
      if (given.has(place.id)) continue;
      given.set(place.id, place.at.getTime());
      reachedMs = Math.max(reachedMs, place.at.getTime());
      yield { cursor: logCursor(place), entry };
    }
    for (const [id, atMs] of given) if (atMs < reachedMs - OVERLAP_MS) given.delete(id);
    if (found.length < MOST_AT_ONCE) {
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

const look = (ctx: CallContext, reachedMs: number) =>
  ctx.db.transaction(ctx, (tx) => actionLogSince(tx, new Date(reachedMs - OVERLAP_MS), MOST_AT_ONCE));

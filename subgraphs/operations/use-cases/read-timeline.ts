import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { type Timeline, timelineOf } from '../domain/timeline.ts';
import type { ActionLogEntry } from '../generated/resolvers.ts';
import { actionLogPage } from '../persistence/action-log-rows.ts';
import { type DeadLetterRecord, deadLettersOfTrace } from '../persistence/dead-letter-rows.ts';
import { type TraceEvent, traces } from '../persistence/trace-rows.ts';

const MOST_CONDITIONS = 100;

export interface TraceTimeline extends Timeline {
  events: TraceEvent[];
  conditions: ActionLogEntry[];
  deadLetters: DeadLetterRecord[];
}

const EMPTY: TraceTimeline = { ...timelineOf([], 1), events: [], conditions: [], deadLetters: [] };

/** Everything that is known of the caller's tenant under one correlation id. */
export async function readTimeline(
  ctx: CallContext,
  correlationId: string,
  shortestGapMs: number,
): Promise<TraceTimeline> {
  if (!isId(correlationId)) return EMPTY;
  // PostgreSQL answers ids in lower case.
  const id = correlationId.toLowerCase();
  const anything = { severities: null, modules: null, eventType: null, text: null };
  return ctx.db.transaction(ctx, async (tx) => {
    const events = (await traces(tx, [id])).get(id) ?? [];
    const filter = { ...anything, correlationId: id };
    const logged = await actionLogPage(tx, { filter, before: null, limit: MOST_CONDITIONS });
    return {
      ...timelineOf(events, Math.max(1, shortestGapMs)),
      events,
      conditions: logged.map(({ entry }) => entry).reverse(),
      deadLetters: await deadLettersOfTrace(tx, id, MOST_CONDITIONS),
    };
  });
}

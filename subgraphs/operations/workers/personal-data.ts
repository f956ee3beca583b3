import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { personalData } from '@effect-studio/kernel/personal-data';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';

/** Until then everything that follows from the erasure was told. */
const EVENTS_END_MS = 30 * 60_000;
const CHUNK = 5_000;

/** $1 person, $2 outbox id that was reached, $3 rows. The id that is reached then; null: the end. */
const FORGET = sql('operations-forget-in-events', 'select bus.forget_person($1, $2, $3) as reached');

/**
 * Facts stay, for those who count and trace; the words that people put into them do not. Of the stream in Redis what was
 * settled is removed: it is filled in from the log when it is needed again.
 */
export const personal = personalData({
  forgetsAfterMs: EVENTS_END_MS,
  tables: [],
  beforeForgetting: async (ctx, personId) => {
    for (let reached: string | null = '0'; reached !== null; ) {
      const [row]: { reached: string | null }[] = await ctx.db.read(ctx, FORGET, [personId, reached, CHUNK]);
      reached = row?.reached ?? null;
    }
    await forgetInStream(ctx, personId);
  },
});

const SETTLED = sql('operations-settled-by-all', 'select bus.settled_by_all() as position');

interface StreamEvent {
  correlationId?: string;
  payload?: { ownerId?: string };
}

/** What some group has still to read stays; it goes when the stream is trimmed. */
async function forgetInStream(ctx: CallContext, personId: string): Promise<void> {
  const [settled] = await ctx.db.read<{ position: string | null }>(ctx, SETTLED);
  const until = settled?.position ? `${settled.position}-0` : '+';
  const traces = new Set<string>();
  const seen: { id: string; isTheirs: boolean; event: StreamEvent }[] = [];
  for (let from = '-'; ; ) {
    const entries = await ctx.redis.xrange(REDIS_KEYS.businessStream, from, until, 'COUNT', 500);
    for (const [id, fields] of entries) {
      const text = fields[3] ?? '{}';
      const event = JSON.parse(text) as StreamEvent;
      const isTheirs = text.includes(personId);
      if (isTheirs && event.correlationId) traces.add(event.correlationId);
      seen.push({
        id,
        isTheirs,
        event: { correlationId: event.correlationId, payload: { ownerId: event.payload?.ownerId } },
      });
    }
    const last = entries.at(-1)?.[0];
    if (!last || entries.length < 500) break;
    from = `(${last}`;
  }
  const gone = seen.filter(
    ({ isTheirs, event }) =>
      isTheirs || (traces.has(event.correlationId ?? '') && event.payload?.ownerId === undefined),
  );
  if (gone.length > 0) await ctx.redis.xdel(REDIS_KEYS.businessStream, ...gone.map(({ id }) => id));
}

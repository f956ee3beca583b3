import { feed } from '@effect-studio/kernel/bus/event-feed';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { z } from 'zod';
import type { TestGateway } from '../harness/test-gateway.ts';

export const Told = defineEvent('notifications', 'Told', { number: z.int() });
export const PAPER = 'paper-1';
const NEXT = sql('news-next', 'update notifications.paper set number = number + 1 returning number');

/** A context whose subscription follows the event log, as the studio's own do. */
export const news = defineSubgraph({
  name: 'notifications',
  module: 'M9',
  typeDefs: `
    type News { cursor: Cursor! number: Int! }
    union NewsFeed = News | Gap
    type Query { newsAreOpen: Boolean! @public }
    type Subscription { news(after: Cursor): NewsFeed! @authenticated }`,
  resolvers: {
    Query: { newsAreOpen: () => true },
    Subscription: {
      news: {
        subscribe: (_: unknown, { after }: { after?: string | null }, ctx: CallContext) =>
          feed(
            ctx.eventLog.follow({ types: [Told.type], aggregateId: PAPER }, parsePosition(after)),
            async (event) => ({
              __typename: 'News' as const,
              cursor: event.position.toString(),
              number: Number(event.payload.number),
            }),
          ),
        resolve: (item: unknown) => item,
      },
    },
  },
  entities: [],
  migrations: [
    {
      id: '0001-paper',
      sql: `create table notifications.paper (number int not null); insert into notifications.paper values (0);`,
    },
  ],
  consumers: [],
  jobs: [],
});

/** Tells news in as many transactions, every fourth of them more and rolled back, and puts them into the log. */
export async function tell({ studio }: TestGateway, count: number): Promise<void> {
  const ctx = callContext(studio.call('notifications'), { caller: systemCaller() });
  for (let told = 0, tries = 1; told < count; tries += 1) {
    const isKept = tries % 4 !== 0;
    await ctx.db
      .transaction(ctx, async (tx) => {
        const { number } = await tx.one<{ number: number }>(NEXT);
        await tx.emit(Told, { aggregateId: PAPER, payload: { number } });
        if (!isKept) throw new Error('rolled back');
      })
      .catch((error: Error) => {
        if (error.message !== 'rolled back') throw error;
      });
    if (isKept) told += 1;
  }
  await logWrittenEvents(studio, 'notifications');
}

import { consume } from '@effect-studio/kernel/bus/consumer';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { defineSubgraph, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { z } from 'zod';

/** An event about as large as most of the studio's. */
export const Counted = defineEvent('orchestrator', 'Counted', { number: z.int(), note: z.string() });
export const NOTE = 'what happened, in about as many characters as the payloads of most events have. '.repeat(
  3,
);

/** The context that consumes, and its group. */
export const READER = 'analysis';

const ADVANCE = sql(
  'bench-advance',
  'update orchestrator.counter set number = number + 1 where id = $1 returning number',
);

/** One transaction as contexts write them: the aggregate's row is locked and changed, and an event says so. */
export async function advance(tx: Transaction, id: string): Promise<number> {
  const { number } = await tx.one<{ number: number }>(ADVANCE, [id]);
  await tx.emit(Counted, { aggregateId: id, payload: { number, note: NOTE } });
  return number;
}

/** @param onArrival called by the consumer's handler */
export function countedContexts(onArrival: (id: string, number: number) => void): {
  writer: SubgraphDefinition;
  reader: SubgraphDefinition;
} {
  const bare = {
    module: null,
    typeDefs: 'type Query { ping: String @public }',
    resolvers: {},
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
  };
  const migration = {
    id: '0001-counter',
    sql: 'create table orchestrator.counter (id text primary key, number int not null default 0) with (fillfactor = 50)',
  };
  return {
    writer: defineSubgraph({ ...bare, name: 'orchestrator', migrations: [migration] }),
    reader: defineSubgraph({
      ...bare,
      name: READER,
      consumers: [
        consume(Counted, async (_tx, { aggregateId, payload }) => onArrival(aggregateId, payload.number)),
      ],
    }),
  };
}

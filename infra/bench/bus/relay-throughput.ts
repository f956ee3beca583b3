import { Relay } from '@effect-studio/kernel/bus/relay';
import { lastPosition } from '@effect-studio/kernel/bus/stream';
import { newId } from '@effect-studio/kernel/ids';
import { REDIS_KEYS } from '@effect-studio/kernel/redis';
import type pg from 'pg';
import type { ToyProcess } from '../../chaos/bus/toy-process.ts';
import type { Subject } from '../bench.ts';
import { Counted, NOTE, READER } from './counted-context.ts';

const EVENTS = 40_000;
const PIPELINE = 500;
const METRIC = 'relay throughput';

/** A backlog of events, written as contexts write them but in one statement. $1 note, $2 ids of events, $3 of traces. */
const FILL = `
insert into bus.outbox (event_id, type, aggregate_id, body, occurred_at)
select id, '${Counted.type}', 'bench-' || n % 100, jsonb_build_object('id', id, 'type', '${Counted.type}',
  'occurredAt', now(), 'module', 'orchestrator', 'aggregateId', 'bench-' || n % 100, 'correlationId', trace_id,
  'causationId', null, 'idempotencyKey', 'orchestrator:' || n || ':count-' || id || ':v1', 'tenantId', trace_id,
  'budgetContext', null, 'payload', jsonb_build_object('number', n, 'note', $1::text, 'schema_version', 'v1')), now()
from unnest($2::uuid[], $3::uuid[]) with ordinality numbered (id, trace_id, n) order by n`;

/** Redis alone: the same entries, pipelined over one connection. */
export function rawXadd(toy: ToyProcess, owner: pg.Pool): Subject {
  return {
    name: 'raw pipelined XADD',
    measure: async () => {
      const key = '{studio}:bench';
      const { rows } = await owner.query<{ body: string }>(`select body::text from bus.event_log limit 1`);
      const body = rows[0]?.body ?? JSON.stringify({ note: NOTE.repeat(3) });
      await toy.redis.del(key);
      const startedMs = performance.now();
      for (let sent = 0; sent < EVENTS; sent += PIPELINE) {
        const pipeline = toy.redis.pipeline();
        for (let n = 1; n <= PIPELINE; n += 1) {
          pipeline.xadd(key, `${sent + n}-0`, 'type', Counted.type, 'event', body);
        }
        await pipeline.exec();
      }
      const perSecond = EVENTS / ((performance.now() - startedMs) / 1_000);
      await toy.redis.del(key);
      return { [METRIC]: perSecond };
    },
  };
}

/** A relay that finds a backlog: from its start to the last event in the stream. */
export function relayBacklog(toy: ToyProcess, owner: pg.Pool): Subject {
  return {
    name: 'relay',
    measure: async () => {
      await owner.query('truncate bus.outbox, bus.event_log');
      await settle(owner, 0);
      await toy.redis.del(REDIS_KEYS.businessStream);
      const ids = () => Array.from({ length: EVENTS }, newId);
      await owner.query(FILL, [NOTE, ids(), ids()]);
      await owner.query('vacuum analyze bus.outbox');
      const relay = new Relay({
        databaseUrl: toy.roleUrl('es_relay'),
        redis: toy.redis,
        openSubscriber: toy.openSubscriber,
        clock: toy.clock,
        log: toy.log,
      });
      const startedMs = performance.now();
      relay.start();
      while ((await lastPosition(toy.redis)) !== BigInt(EVENTS)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const perSecond = EVENTS / ((performance.now() - startedMs) / 1_000);
      await relay.stop();
      // The reader of the other measurements is not to work through this backlog first.
      await settle(owner, EVENTS);
      return { [METRIC]: perSecond };
    },
  };
}

async function settle(owner: pg.Pool, position: number): Promise<void> {
  await owner.query(
    `insert into bus.consumer_group (name, settled_position, updated_at) values ($1, $2, now())
     on conflict (name) do update set settled_position = excluded.settled_position`,
    [READER, position],
  );
}

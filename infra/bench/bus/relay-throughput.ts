import { Relay } from '@effect-studio/kernel/bus/relay';
import { lastPosition } from '@effect-studio/kernel/bus/stream';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import type pg from 'pg';
import type { ToyProcess } from '../../chaos/bus/toy-process.ts';
import type { Subject } from '../bench.ts';
import { Counted, NOTE, READER } from './counted-context.ts';

const EVENTS = 40_000;
const PIPELINE = 500;
const METRIC = 'relay throughput';

/** A backlog, as `bus.emit` leaves it. $1 envelopes as a JSON array. */
const FILL = `
with written as (
  insert into bus.outbox (module, aggregate_id, correlation_id, types, bodies, told_at)
  select body ->> 'module', body ->> 'aggregateId', (body ->> 'correlationId')::uuid, array[body ->> 'type'],
    (body::jsonb - array['module', 'aggregateId', 'correlationId', 'type'])::text, now()
  from json_array_elements($1) with ordinality events (body, place) order by place returning id
)
insert into bus.outbox_queue (outbox_id, events) select id, 1 from written`;

/** Events as contexts write them, each with a body of its own. */
function envelopes(): string[] {
  return Array.from({ length: EVENTS }, (_, n) => {
    const [id, traceId] = [newId(), newId()];
    return JSON.stringify({
      id,
      type: Counted.type,
      occurredAt: new Date().toISOString(),
      module: Counted.module,
      aggregateId: `bench-${n % 100}`,
      correlationId: traceId,
      causationId: null,
      idempotencyKey: `${Counted.module}:bench-${n % 100}:Counted-${id}:v1`,
      tenantId: DEFAULT_TENANT_ID,
      budgetContext: null,
      payload: { number: n, note: NOTE, schema_version: 'v1' },
    });
  });
}

/** Redis alone: entries with the same fields and as many bytes, pipelined over one connection. */
export function rawXadd(toy: ToyProcess): Subject {
  return {
    name: 'raw pipelined XADD',
    measure: async () => {
      const key = '{studio}:bench';
      const bodies = envelopes();
      await toy.redis.del(key);
      const startedMs = performance.now();
      for (let sent = 0; sent < EVENTS; sent += PIPELINE) {
        const pipeline = toy.redis.pipeline();
        for (let n = sent; n < sent + PIPELINE; n += 1) {
          pipeline.xadd(key, `${n + 1}-0`, 'type', Counted.type, 'event', bodies[n]!);
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
      await fill(owner);
      await settle(owner, 0);
      await toy.redis.del(REDIS_KEYS.businessStream);
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

async function fill(owner: pg.Pool): Promise<void> {
  await owner.query('truncate bus.outbox, bus.outbox_queue, bus.event_position');
  await owner.query(FILL, [`[${envelopes().join(',')}]`]);
  await owner.query('vacuum analyze bus.outbox, bus.outbox_queue');
}

async function settle(owner: pg.Pool, position: number): Promise<void> {
  await owner.query(
    `insert into bus.consumer_group (name, settled_position, updated_at) values ($1, $2, now())
     on conflict (name) do update set settled_position = excluded.settled_position`,
    [READER, position],
  );
}

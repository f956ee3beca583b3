/** Events moved in one transaction. */
export const BATCH = 2_000;

/** A row of the log as the relay passes it on; `body` is JSON text. */
export interface LogRow {
  position: string;
  type: string;
  body: string;
}

/** Last position of the log; the position that every group has settled, null without a group. */
export interface LogBounds {
  logged: string;
  settled: string | null;
}

/**
 * Moves a batch from the outbox to the log, in id order, giving each event the next dense position.
 * $1 studio time. Locks the outbox rows it deletes. Zero rows: the outbox is empty.
 */
export const MOVE = `
with moved as (
  delete from bus.outbox where id = any (array(select id from bus.outbox order by id limit ${BATCH}))
  returning id, event_id, type, aggregate_id, body
), base as (
  select coalesce(max(position), 0) as position from bus.event_log
), logged as (
  insert into bus.event_log (position, event_id, type, aggregate_id, correlation_id, body, logged_at)
  select base.position + row_number() over (order by moved.id), moved.event_id, moved.type, moved.aggregate_id,
         (moved.body ->> 'correlationId')::uuid, moved.body, $1
  from moved, base
  returning position, type, body
)
select position, type, body::text as body from logged order by position`;

/** $1 position. */
export const AFTER = `select position, type, body::text as body from bus.event_log
  where position > $1 order by position limit ${BATCH}`;

export const BOUNDS = `select (select coalesce(max(position), 0) from bus.event_log) as logged,
  (select min(settled_position) from bus.consumer_group) as settled`;

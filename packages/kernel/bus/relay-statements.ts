/** Events that are given their positions in one transaction. */
export const BATCH = 2_000;

/** An event of the log as the relay passes it on; `body` is JSON text. */
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
 * Takes a batch from the outbox's queue, in id order, and gives each event the next dense position.
 * $1 studio time. Locks the queue's rows that it deletes. Zero rows: nothing waits.
 */
export const PLACE = `
with taken as (
  delete from bus.outbox_queue
  where outbox_id = any (array(select outbox_id from bus.outbox_queue order by outbox_id limit ${BATCH}))
  returning outbox_id
), base as (
  select coalesce(max(position), 0) as position from bus.event_position
), placed as (
  insert into bus.event_position (position, outbox_id, logged_at)
  select base.position + row_number() over (order by taken.outbox_id), taken.outbox_id, $1 from taken, base
  returning position, outbox_id
)
-- Put in order before the bodies are fetched: sorting them, too, would take as long as all the rest.
select placed.position, event.type, event.body::text as body
from (select position, outbox_id from placed order by position) placed
join bus.outbox event on event.id = placed.outbox_id order by placed.position`;

/** $1 position. */
export const AFTER = `select position, type, body::text as body from bus.event_log
  where position > $1 order by position limit ${BATCH}`;

export const BOUNDS = `select (select coalesce(max(position), 0) from bus.event_position) as logged,
  (select min(settled_position) from bus.consumer_group where retired_at is null) as settled`;

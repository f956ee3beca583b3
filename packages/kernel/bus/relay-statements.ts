import { TOLD_COLUMNS } from './told-row.ts';

/** Rows of the outbox that are given positions in one transaction; each has one event or a few. */
export const BATCH = 2_000;

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
  returning outbox_id, events
), base as (
  select coalesce(max(last_position), 0) as position from bus.event_position
), placed as (
  insert into bus.event_position (first_position, last_position, outbox_id, logged_at)
  select base.position + sum(events) over up_to - events + 1, base.position + sum(events) over up_to, outbox_id, $1
  from taken, base window up_to as (order by outbox_id)
  returning first_position, last_position, outbox_id
)
-- Put in order before the bodies are fetched: sorting them, too, would take as long as all the rest.
select ${TOLD_COLUMNS}
from (select first_position, last_position, outbox_id from placed order by last_position) placed
join bus.outbox row on row.id = placed.outbox_id order by placed.last_position`;

/** $1 position. Begins with the row in which the next event lies. */
export const AFTER = `select ${TOLD_COLUMNS} from bus.told where last_position > $1 order by last_position limit ${BATCH}`;

export const BOUNDS = `select (select coalesce(max(last_position), 0) from bus.event_position) as logged,
  (select min(settled_position) from bus.consumer_group where retired_at is null) as settled`;

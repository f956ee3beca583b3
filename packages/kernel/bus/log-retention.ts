import type { Leadership } from './leadership.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How far back a subscription may resume; older cursors are answered with a gap. */
export const RESUME_WINDOW_MS = 7 * DAY_MS;
/** How long events are kept at all, for traces and replays. */
export const TRACE_WINDOW_MS = 90 * DAY_MS;

/**
 * Removes the oldest rows of events that were logged before $1. Looks at no more than the first 5 000, so
 * that a log with nothing to remove costs as little. What some group has not settled stays, and the newest event
 * stays always: it is what the next position is counted from. Zero rows: nothing is that old.
 */
const TRIM = `
with old as (
  delete from bus.event_position where last_position in (
    select oldest.last_position
    from (select last_position, logged_at from bus.event_position order by last_position limit 5000) oldest
    where oldest.logged_at < $1
      and oldest.last_position <= (select coalesce(min(settled_position), 0) from bus.consumer_group where retired_at is null)
      and oldest.last_position < (select max(last_position) from bus.event_position)
  ) returning outbox_id
)
delete from bus.outbox where id in (select outbox_id from old) returning id`;

/**
 * Removes a batch of what is past the trace window, as the leading relay.
 * @returns how many rows were removed
 */
export async function trimEventLog(lead: Pick<Leadership, 'query'>, now: Date): Promise<number> {
  const before = new Date(now.getTime() - TRACE_WINDOW_MS);
  const rows = await lead.query({ name: 'relay-trim-log', text: TRIM, values: [before] });
  return rows.length;
}

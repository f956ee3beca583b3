import { sql } from '@effect-studio/kernel/database';

/**
 * $1 attempts that ended since. Per provider: its slots, and what was seen of attempts that began since their number changed.
 * Attempts that last longer than three hours are not seen.
 */
export const OBSERVE_SLOTS = sql(
  'execution-observe-slots',
  `select p.id, p.slots_changed_at as "changedAt", s.slots, coalesce(p.slot_ceiling, s.slots) as ceiling, seen.attempts,
     seen.throttled as "throttledAttempts"
   from execution.provider p
   join lateral (
     select count(*)::int as slots from execution.provider_slot where provider_id = p.id and not is_retired
   ) s on s.slots > 0
   cross join lateral (
     select count(*)::int as attempts, count(*) filter (where a.throttled_count > 0)::int as throttled
     from execution.attempt a
     where a.provider_id = p.id and a.started_at > greatest(coalesce(p.slots_changed_at, '-infinity'), $1::timestamptz - interval '3 hours')
       and a.ended_at > greatest(coalesce(p.slots_changed_at, '-infinity'), $1::timestamptz)
   ) seen
   where seen.throttled > 0 or s.slots < coalesce(p.slot_ceiling, s.slots)`,
);

/** $1 provider, $2 ceiling, $3 studio time, $4 whether they were lowered. */
export const NOTE_SLOTS = sql(
  'execution-note-slots',
  `update execution.provider set slot_ceiling = $2, slots_changed_at = $3, updated_at = $3,
     slots_lowered_at = case when $4::boolean then $3::timestamptz else slots_lowered_at end
   where id = $1`,
);

/** $1 provider, $2 ceiling, $3 studio time. An admin's number counts from now, whatever was seen before. */
export const SET_CEILING = sql(
  'execution-set-ceiling',
  'update execution.provider set slot_ceiling = $2, slots_changed_at = $3, slots_lowered_at = null, updated_at = $3 where id = $1',
);

/** $1 text[] providers. */
export const READ_SLOTS = sql(
  'execution-read-slots',
  `select p.id, p.slots_lowered_at as "loweredAt", coalesce(p.slot_ceiling, s.slots) as ceiling
   from execution.provider p cross join lateral (
     select count(*)::int as slots from execution.provider_slot where provider_id = p.id and not is_retired
   ) s where p.id = any($1::text[])`,
);

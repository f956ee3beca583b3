import { readFileSync } from 'node:fs';
import type { FollowFilter } from '@effect-studio/kernel/bus/event-log';
import type pg from 'pg';
import { GROUPS, POISONED_GROUP } from './toy-contexts.ts';

/** What came out of a run. Everything but the first block must be zero. */
export interface Counts {
  eventsWritten: number;
  eventsLogged: number;
  eventsApplied: number;
  eventsFollowed: number;
  poisonEvents: number;
  lettersReplayed: number;
  lettersParked: number;

  positionGaps: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  wronglyGivenUp: number;
  lettersOpen: number;
  followedWrongly: number;
}

/** A follower's file and what it followed. */
export interface Followed {
  file: string;
  filter: FollowFilter;
}

/** Versions that each group owes: every step, and every echo to the one that hears echoes. */
const OWED = `
select g.name as group_name, a.id as aggregate_id, a.version as last from orchestrator.aggregate a
cross join unnest($1::text[]) as g(name)
union all select '${POISONED_GROUP}', 'echo-' || id, version from orchestrator.aggregate`;

const APPLIED = GROUPS.map(
  (group) => `select '${group}' as group_name, aggregate_id, version, previous_version from ${group}.applied`,
).join(' union all ');

const EFFECTS = `
with owed as (${OWED}), applied as (${APPLIED}),
per_version as (
  select group_name, aggregate_id, version, count(*) as times from applied group by 1, 2, 3
)
select (select count(*) from applied) as applied,
  (select coalesce(sum(last), 0) from owed) as owed,
  (select coalesce(sum(times - 1), 0) from per_version) as doubled,
  (select count(*) from per_version v left join owed o using (group_name, aggregate_id)
   where o.last is null or v.version < 1 or v.version > o.last) as invented,
  (select count(*) from per_version) as distinct_applied,
  (select count(*) from applied where previous_version <> version - 1) as out_of_order`;

const LOG = `
select count(*) as logged, coalesce(max(position) - count(*), 0) as gaps,
  count(*) filter (where type = 'Stepped.v1' and body -> 'payload' ->> 'kind' <> 'plain') as poison,
  (select count(*) from bus.outbox_queue) as waiting,
  (select coalesce(sum(version), 0) from orchestrator.aggregate) as steps,
  count(*) filter (where type = 'Stepped.v1') as steps_logged,
  (select count(*) from (
     select (body -> 'payload' ->> 'version')::int as version,
       row_number() over (partition by aggregate_id, type order by position) as place
     from bus.event_log) placed where version <> place) as log_out_of_order
from bus.event_log`;

const LETTERS = `
select count(*) filter (where state = 'replayed') as replayed,
  count(*) filter (where state not in ('replayed', 'discarded')) as open,
  count(*) filter (where cause_class = 'parked') as parked,
  count(*) filter (where cause_class <> 'parked' and coalesce(payload -> 'payload' ->> 'kind', 'plain') = 'plain')
    as wrongly_dead
from bus.dead_letter`;

/** Compares what was written, logged, applied and followed. */
export async function audit(owner: pg.Pool, followed: readonly Followed[]): Promise<Counts> {
  const effects = await one(owner, EFFECTS, [[...GROUPS]]);
  const log = await one(owner, LOG);
  const letters = await one(owner, LETTERS);
  const following = await Promise.all(followed.map((one) => auditFollower(owner, one)));
  return {
    eventsWritten: log.steps!,
    eventsLogged: log.logged!,
    eventsApplied: effects.applied!,
    eventsFollowed: sum(following.map(({ count }) => count)),
    poisonEvents: log.poison!,
    lettersReplayed: letters.replayed!,
    lettersParked: letters.parked!,
    positionGaps: log.gaps!,
    lost:
      effects.owed! -
      (effects.distinct_applied! - effects.invented!) +
      (log.steps! - log.steps_logged!) +
      log.waiting!,
    doubled: effects.doubled! + effects.invented!,
    outOfOrder: effects.out_of_order! + log.log_out_of_order!,
    wronglyGivenUp: letters.wrongly_dead!,
    lettersOpen: letters.open!,
    followedWrongly: sum(following.map(({ wrong }) => wrong)),
  };
}

/** The counts that must be zero and are not, in words. */
export function breachesOf(counts: Counts): string[] {
  const musts: Partial<Record<keyof Counts, string>> = {
    positionGaps: 'positions of the log are missing',
    lost: 'events were lost',
    doubled: 'effects were done twice',
    outOfOrder: 'effects came out of order within their aggregate',
    wronglyGivenUp: 'events without a fault of their own became dead letters',
    lettersOpen: 'dead letters or parked events are still open',
    followedWrongly: 'events were missed, repeated or disordered for a follower',
  };
  return Object.entries(musts).flatMap(([name, words]) => {
    const count = counts[name as keyof Counts];
    return count === 0 ? [] : [`${count} ${words}`];
  });
}

async function auditFollower(
  owner: pg.Pool,
  { file, filter }: Followed,
): Promise<{ count: number; wrong: number }> {
  const { rows } = await owner.query<{ position: string }>(
    `select position from bus.event_log where type = any($1) and ($2::text is null or aggregate_id = $2) order by position`,
    [[...filter.types], filter.aggregateId ?? null],
  );
  const seen = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const longer = Math.max(seen.length, rows.length);
  const wrong = Array.from({ length: longer }).filter((_, at) => seen[at] !== rows[at]?.position).length;
  return { count: seen.length, wrong };
}

async function one(owner: pg.Pool, text: string, values: unknown[] = []): Promise<Record<string, number>> {
  const { rows } = await owner.query<Record<string, string>>(text, values);
  return Object.fromEntries(Object.entries(rows[0]!).map(([name, value]) => [name, Number(value)]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

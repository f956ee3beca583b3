import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Followed } from './audit.ts';
import { cure } from './faults.ts';

/** Without any progress for so long, something will never settle. */
const PATIENCE_MS = 20_000;
const EVERY_MS = 250;
const MINUTE_MS = 60_000;

/** What is still under way. */
const UNSETTLED = `
select (select count(*) from bus.outbox_queue) as waiting,
  (select coalesce(sum(log.last - settled_position), 0) from bus.consumer_group,
     (select coalesce(max(last_position), 0) as last from bus.event_position) log) as behind,
  (select count(*) from bus.dead_letter where state not in ('replayed', 'discarded')) as letters`;

/**
 * Mends the poisoned handler, replays what is dead, and waits until the outbox is empty, every group has settled the
 * whole log, no letter is open and the followers have read on. The test clock is moved on a minute at a time, since
 * replays are limited per minute.
 * @returns what did not settle, in words
 */
export async function settleEverything(owner: pg.Pool, followed: readonly Followed[]): Promise<string[]> {
  let best = '';
  let progressAtMs = performance.now();
  for (let looks = 1; ; looks += 1) {
    await cure(owner);
    const { rows } = await owner.query<Record<'waiting' | 'behind' | 'letters', string>>(UNSETTLED);
    const { waiting, behind, letters } = rows[0]!;
    const unfollowed = await countUnfollowed(owner, followed);
    if ([waiting, behind, letters].every((count) => Number(count) === 0) && unfollowed === 0) return [];
    const state = `${waiting} events in the outbox, groups ${behind} positions behind, ${letters} letters open, followers ${unfollowed} positions behind`;
    if (state !== best) {
      best = state;
      progressAtMs = performance.now();
    }
    if (performance.now() - progressAtMs > PATIENCE_MS) return [`it did not settle: ${state}`];
    if (Number(letters) > 0 && looks % 8 === 0) {
      await owner.query('update bus.clock set offset_ms = offset_ms + $1', [MINUTE_MS]);
    }
    await wait(EVERY_MS);
  }
}

/** Positions between the last that each follower should get and the last that it got. */
async function countUnfollowed(owner: pg.Pool, followed: readonly Followed[]): Promise<number> {
  let behind = 0;
  for (const { file, filter } of followed) {
    const { rows } = await owner.query<{ last: string }>(
      `select coalesce(max(position), 0) as last from bus.event_log
       where type = any($1) and ($2::text is null or aggregate_id = $2)`,
      [[...filter.types], filter.aggregateId ?? null],
    );
    const seen = readFileSync(file, 'utf8').split('\n').filter(Boolean).at(-1) ?? '0';
    behind += Number(rows[0]!.last) - Number(seen);
  }
  return behind;
}

import { readFileSync } from 'node:fs';
import type pg from 'pg';

/** What came out, counted. */
export interface LeaseCounts {
  tasks: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  stillOpen: number;
  attempts: number;
  attemptsByOutcome: Record<string, number>;
  /** Results of leases that had expired, or of tasks that were cancelled or given up. */
  lateResults: number;
  completionsAcknowledged: number;
  completionsTwice: number;
  completionsDelayed: number;
  staleRefused: number;
  /** Tasks whose final event is missing, or told more than once. */
  endedWrongly: number;
  /** Attempts whose end is missing among the events, or told more than once. */
  attemptsToldWrongly: number;
  /** Results that came after their attempt's end was told and that are not told as proven exactly once, or were before. */
  provenWrongly: number;
  /** Completions that an agent was told are accepted and that are not there. */
  acknowledgedAndLost: number;
  slotsHeld: number;
}

const EVENTS = `bus.event e`;

export async function auditLeases(owner: pg.Pool, journals: readonly string[]): Promise<LeaseCounts> {
  const number = async (text: string, values: unknown[] = []): Promise<number> =>
    Number((await owner.query<{ n: string }>(text, values)).rows[0]!.n);
  const inState = (state: number) =>
    number('select count(*) as n from execution.task where state = $1', [state]);
  const outcomes = await owner.query<{ outcome: string; n: number }>(
    'select outcome, count(*)::int as n from execution.attempt group by outcome order by outcome',
  );
  const lines = journals.flatMap((file) => readJournal(file));
  const accepted = [
    ...new Set(lines.filter(({ answer }) => answer === 'accepted').map(({ leaseId }) => leaseId)),
  ];
  return {
    tasks: await number('select count(*) as n from execution.task'),
    succeeded: await inState(2),
    failed: await inState(3),
    cancelled: await inState(4),
    stillOpen: await inState(0),
    attempts: await number('select count(*) as n from execution.attempt'),
    attemptsByOutcome: Object.fromEntries(outcomes.rows.map(({ outcome, n }) => [outcome, n])),
    lateResults: await number('select count(*) as n from execution.attempt where is_late'),
    completionsAcknowledged: accepted.length,
    completionsTwice: lines.filter(({ how }) => how === 'twice').length,
    completionsDelayed: lines.filter(({ how }) => how === 'delayed').length,
    staleRefused: lines.filter(({ answer }) => answer === 'stale').length,
    endedWrongly: await number(
      `select count(*) as n from (
         select t.id, t.state, count(e.type) as told,
           count(*) filter (where e.type = case t.state when 2 then 'TaskSucceeded.v1' when 3 then 'TaskFailed.v1' else 'TaskCancelled.v1' end) as rightly
         from execution.task t left join ${EVENTS}
           on e.body -> 'payload' ->> 'taskId' = t.id::text
           and e.type in ('TaskSucceeded.v1', 'TaskFailed.v1', 'TaskCancelled.v1')
         group by t.id, t.state) x where told <> 1 or rightly <> 1`,
    ),
    attemptsToldWrongly: await number(
      `select count(*) as n from (
         select a.lease_id, count(e.type) as told from execution.attempt a left join ${EVENTS}
           on e.type = 'TaskAttemptEnded.v1' and e.body -> 'payload' ->> 'taskId' = a.task_id::text
           and (e.body -> 'payload' ->> 'attempt')::int = a.epoch
         group by a.lease_id) x where told <> 1`,
    ),
    provenWrongly: await number(
      `select count(*) as n from (
         select a.lease_id, a.outcome, a.output_sha256, count(e.type) as told from execution.attempt a left join ${EVENTS}
           on e.type = 'TaskAttemptProven.v1' and e.body -> 'payload' ->> 'taskId' = a.task_id::text
           and (e.body -> 'payload' ->> 'attempt')::int = a.epoch
         group by a.lease_id) x
       where told <> case when output_sha256 is not null and outcome not in ('succeeded', 'late') then 1 else 0 end`,
    ),
    acknowledgedAndLost: await number(
      `select count(*) as n from unnest($1::uuid[]) l (lease_id)
       where not exists (select 1 from execution.attempt a where a.lease_id = l.lease_id and a.output_sha256 is not null)`,
      [accepted],
    ),
    slotsHeld: await number('select count(*) as n from execution.provider_slot where lease_id is not null'),
  };
}

/** In words; empty when the leases kept their word. */
export function leaseBreaches(counts: LeaseCounts, tasks: number): string[] {
  const breaches: string[] = [];
  const expectNone = (n: number, what: string): void => {
    if (n > 0) breaches.push(`${n} ${what}`);
  };
  if (counts.tasks !== tasks) breaches.push(`${counts.tasks} tasks instead of ${tasks}`);
  expectNone(counts.stillOpen, 'tasks did not end');
  expectNone(counts.endedWrongly, 'tasks whose end was not told exactly once');
  expectNone(counts.attemptsToldWrongly, 'attempts whose end was not told exactly once');
  expectNone(counts.provenWrongly, 'late results were not told as proven exactly once');
  expectNone(counts.acknowledgedAndLost, 'completions were acknowledged and lost');
  expectNone(counts.slotsHeld, 'slots are still held');
  return breaches;
}

interface JournalLine {
  leaseId: string;
  how: string;
  answer: string;
}

/** A process that was killed may have left half a line. */
function readJournal(file: string): JournalLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as JournalLine];
      } catch {
        return [];
      }
    });
}

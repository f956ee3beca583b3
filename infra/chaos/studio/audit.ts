import type pg from 'pg';
import { CONTEXTS } from '../../processes/contexts.ts';
import { ENDS } from './people.ts';

/** What came out, counted. From `open` on everything must be zero. */
export interface StudioCounts {
  runs: number;
  runsByState: Record<string, number>;
  legs: number;
  attempts: number;
  attemptsByOutcome: Record<string, number>;
  events: number;
  charges: number;
  refunds: number;
  /** Attempts whose provider asked to wait, and those that it refused, or that failed by its fault. */
  attemptsThrottled: number;
  attemptsRefused: number;

  open: number;
  acceptedAndLost: number;
  stepsBroken: number;
  factsTwice: number;
  endsToldWrongly: number;
  chargedWrongly: number;
  tasksOpen: number;
  tasksToldWrongly: number;
  attemptsToldWrongly: number;
  slotsHeld: number;
  reservationsOpen: number;
  tokensUnbalanced: number;
  walletsWrong: number;
  heldTokens: number;
  eventsWaiting: number;
  positionGaps: number;
  groupsBehind: number;
  lettersOpen: number;
  causesMissing: number;
  tracesIncomplete: number;
  publishedWrongly: number;
  noticesMissing: number;
  objectsMissing: number;
  objectsOrphaned: number;
}

const RUNS = `(select * from orchestrator.run)`;

const MADE = [
  'RunRequested',
  'TokensReserved',
  'ContentAnalyzed',
  'PromptsGenerated',
  'TestBatchDispatched',
  'TaskDispatched',
  'TaskSucceeded',
  'QualityEvaluated',
  'BestResultSelected',
  'ResultReady',
  'TokensConsumed',
  'ApprovalRequested',
];
const USED = [
  'EffectRunRequested',
  'TokensReserved',
  'TestBatchDispatched',
  'TaskDispatched',
  'TaskSucceeded',
  'QualityEvaluated',
  'ResultReady',
  'TokensConsumed',
];

/** Events that the trace of every run must have, by where the run ended. */
const MILESTONES: Readonly<Record<string, readonly string[]>> = {
  PUBLISHED: [...MADE, 'AdminApproved', 'EffectPublished'],
  REJECTED: [...MADE, 'AdminRejected', 'RunRejected'],
  COMPLETED: [...USED, 'RunCompleted'],
  CANCELLED: ['RunCancelled'],
  FAILED: ['RunFailed'],
  EXPIRED: ['RunExpired'],
};
const milestones = Object.entries(MILESTONES).flatMap(([state, types]) =>
  types.map((type) => ({ state, type: `${type}.v1` })),
);

/** Looks at everything that the studio wrote down. `objects` are the keys in the bucket. */
export async function auditStudio(
  owner: pg.Pool,
  accepted: ReadonlySet<string>,
  objects: readonly string[],
): Promise<StudioCounts> {
  const number = async (text: string, values: unknown[] = []): Promise<number> =>
    Number(
      (await owner.query<{ n: string }>(`select count(*) as n from (${text}) counted`, values)).rows[0]!.n,
    );
  const table = async (text: string): Promise<Record<string, number>> =>
    Object.fromEntries((await owner.query<{ k: string; n: number }>(text)).rows.map(({ k, n }) => [k, n]));
  const told = (...types: string[]) =>
    `select body -> 'payload' ->> 'runId' as run_id, type, body from bus.event_log where type in (${types.map((type) => `'${type}'`).join(', ')})`;
  return {
    runs: await number(`select 1 from ${RUNS} r`),
    runsByState: await table(
      'select state as k, count(*)::int as n from orchestrator.run group by 1 order by 1',
    ),
    legs: await number('select 1 from orchestrator.leg'),
    attempts: await number('select 1 from execution.attempt'),
    attemptsByOutcome: await table(
      'select outcome as k, count(*)::int as n from execution.attempt group by 1 order by 1',
    ),
    events: await number('select 1 from bus.event'),
    charges: await number(`select 1 from economics.ledger_transfer where kind = 'CONSUME'`),
    refunds: await number(`select 1 from economics.ledger_transfer where kind = 'REFUND'`),

    attemptsThrottled: await number('select 1 from execution.attempt where throttled_count > 0'),
    attemptsRefused: await number(`select 1 from execution.attempt where outcome = 'failed'`),

    open: await number('select 1 from orchestrator.run where state <> all ($1)', [ENDS]),
    acceptedAndLost: await number(
      'select 1 from unnest($1::uuid[]) a (id) where not exists (select from orchestrator.run r where r.id = a.id)',
      [[...accepted]],
    ),
    // Every step follows the one before it, begins with none and ends where the run stands.
    stepsBroken: await number(`
      select 1 from (
        select saga_id, seq, step, from_state,
          lag(step) over (partition by saga_id order by seq) as before,
          row_number() over (partition by saga_id order by seq) as place,
          lead(seq) over (partition by saga_id order by seq) as after
        from orchestrator.saga_log) l
      join orchestrator.run r on r.id = l.saga_id
      where from_state is distinct from before or (after is null and step <> r.state)
      union all
      select 1 from orchestrator.run r
      where (select count(*) from orchestrator.saga_log s where s.saga_id = r.id) <> (
        select count(*) from bus.event e where e.type = 'RunAdvanced.v1' and e.aggregate_id = r.id::text)`),
    factsTwice: await number(
      `select 1 from bus.event group by body ->> 'idempotencyKey', type having count(*) > 1`,
    ),
    // The end of a run is told once and as it was; PUBLISHED is told by the gallery.
    endsToldWrongly: await number(`
      select r.id from orchestrator.run r left join (${told('RunCompleted.v1', 'RunFailed.v1', 'RunRejected.v1', 'RunCancelled.v1', 'RunExpired.v1', 'EffectPublished.v1')}) e
        on e.run_id = r.id::text
      group by r.id, r.state
      having count(e.type) <> 1
        or min(e.type) <> case r.state when 'COMPLETED' then 'RunCompleted.v1' when 'FAILED' then 'RunFailed.v1'
          when 'REJECTED' then 'RunRejected.v1' when 'CANCELLED' then 'RunCancelled.v1' when 'EXPIRED' then 'RunExpired.v1'
          else 'EffectPublished.v1' end`),
    // Paid for once where there is a result that stands, and else not at all.
    chargedWrongly: await number(`
      select r.id from orchestrator.run r
      left join economics.ledger_transfer reserved on reserved.run_id = r.id and reserved.kind = 'RESERVE'
      left join lateral (
        select count(*) filter (where t.kind = 'CONSUME') as consumed, count(*) filter (where t.kind = 'REFUND') as refunded
        from economics.ledger_transfer t where t.reservation_id = reserved.id) t on true
      where r.budget_context = 'user_run' and (
        t.consumed > 1 or t.refunded > 1
        or (t.consumed = 1) <> (r.result is not null)
        or (r.state in ('PUBLISHED', 'COMPLETED') and (t.consumed <> 1 or t.refunded <> 0)))`),
    tasksOpen: await number('select 1 from execution.task where state in (0, 1)'),
    tasksToldWrongly: await number(`
      select t.id from execution.task t left join bus.event_log e
        on e.body -> 'payload' ->> 'taskId' = t.id::text
        and e.type in ('TaskSucceeded.v1', 'TaskFailed.v1', 'TaskCancelled.v1')
      group by t.id, t.state
      having count(e.type) <> 1 or count(*) filter (where e.type = case t.state
        when 2 then 'TaskSucceeded.v1' when 3 then 'TaskFailed.v1' else 'TaskCancelled.v1' end) <> 1`),
    attemptsToldWrongly: await number(`
      select a.lease_id from execution.attempt a left join bus.event_log e
        on e.type = 'TaskAttemptEnded.v1' and e.body -> 'payload' ->> 'taskId' = a.task_id::text
        and (e.body -> 'payload' ->> 'attempt')::int = a.epoch
      group by a.lease_id having count(e.type) <> 1`),
    slotsHeld: await number('select 1 from execution.provider_slot where lease_id is not null'),
    reservationsOpen: await number('select 1 from economics.open_reservation'),
    tokensUnbalanced: await number(`
      select 1 from (
        select (select coalesce(sum(available_tokens + held_tokens), 0) from economics.wallet)
          + (select coalesce(sum(case when s.id = t.credit_account_id then t.amount_tokens else -t.amount_tokens end), 0)
             from economics.system_account s join economics.ledger_transfer t on s.id in (t.credit_account_id, t.debit_account_id)) as total
      ) x where total <> 0`),
    walletsWrong: await number(`
      select w.id from economics.wallet w where w.available_tokens <> (
        select coalesce(sum(case when t.credit_account_id = w.id then t.amount_tokens else -t.amount_tokens end), 0)
        from economics.ledger_transfer t where w.id in (t.credit_account_id, t.debit_account_id))`),
    heldTokens: await number('select 1 from economics.wallet where held_tokens <> 0'),
    eventsWaiting: await number('select 1 from bus.outbox_queue'),
    positionGaps: await number(`
      select 1 from (select max(position) - min(position) + 1 - count(*) as missing, count(*) as all_of_them,
        (select count(*) from bus.event) as written from bus.event_log) x where missing <> 0 or all_of_them <> written`),
    groupsBehind: await number(`
      select name from bus.consumer_group where retired_at is null
        and settled_position < (select max(last_position) from bus.event_position)`),
    lettersOpen: await number(`select 1 from bus.dead_letter where state not in ('replayed', 'discarded')`),
    // Every cause of an event of a run is an event of the log, or the call that began it all.
    causesMissing: await number(`
      select 1 from bus.event_log e where e.body ->> 'causationId' is not null
        and e.correlation_id in (select correlation_id from orchestrator.run)
        and not exists (select from bus.event c where c.event_id = (e.body ->> 'causationId')::uuid)`),
    // A run's trace has what its end calls for, every step in its order, and every task from its beginning to its end.
    tracesIncomplete: await number(
      `select r.id, m.type from orchestrator.run r
       join unnest($1::text[], $2::text[]) m (state, type) on m.state = r.state
       where r.budget_context = 'user_run' and not exists (
         select from bus.event_log e where e.correlation_id = r.correlation_id and e.type = m.type)
       union all
       select moved.run_id, moved.type from (
         select e.aggregate_id::uuid as run_id, e.type, e.correlation_id,
           e.body -> 'payload' ->> 'from' as from_state, e.body -> 'payload' ->> 'to' as to_state,
           lag(e.body -> 'payload' ->> 'to') over (partition by e.aggregate_id order by e.position) as before,
           lead(e.position) over (partition by e.aggregate_id order by e.position) as after
         from bus.event_log e where e.type = 'RunAdvanced.v1') moved
       join orchestrator.run r on r.id = moved.run_id
       where moved.correlation_id <> r.correlation_id or moved.from_state is distinct from moved.before
         or (moved.after is null and moved.to_state <> r.state)
       union all
       select t.id, m.type from execution.task t join orchestrator.run r on r.id = t.run_id
       cross join lateral (values ('TaskDispatched.v1'), (case t.state
         when 2 then 'TaskSucceeded.v1' when 3 then 'TaskFailed.v1' else 'TaskCancelled.v1' end)) m (type)
       where not exists (
         select from bus.event_log e where e.correlation_id = r.correlation_id and e.type = m.type
           and e.body -> 'payload' ->> 'taskId' = t.id::text)`,
      [milestones.map(({ state }) => state), milestones.map(({ type }) => type)],
    ),
    publishedWrongly: await number(`
      select r.id from orchestrator.run r left join gallery.effect e on e.id = r.effect_id
      where (r.state = 'PUBLISHED') <> (e.id is not null) and r.effect_in_use is null
      union all
      select e.id from gallery.effect e where not exists (select from orchestrator.run r where r.effect_id = e.id)`),
    noticesMissing: await number(`
      select r.id from orchestrator.run r where r.state in ('FAILED', 'REJECTED', 'EXPIRED', 'CANCELLED')
        and r.budget_context = 'user_run'
        and not exists (select from notifications.notification n where n.run_id = r.id)`),
    ...(await auditObjects(owner, objects)),
  };
}

/** What lies in the bucket and belongs to nothing, and what belongs to something and is not there. */
async function auditObjects(
  owner: pg.Pool,
  objects: readonly string[],
): Promise<Pick<StudioCounts, 'objectsMissing' | 'objectsOrphaned'>> {
  const { rows: outputs } = await owner.query<{ sha256: string }>(
    'select distinct output_sha256 as sha256 from execution.attempt where output_sha256 is not null',
  );
  const { rows: clips } = await owner.query<{ sha256: string }>(
    `select distinct sha256 from intake.video where status = 'READY'`,
  );
  const there = new Set(objects);
  const owed = outputs.map(({ sha256 }) => `outputs/${sha256}.mp4`);
  const media = new Set(clips.map(({ sha256 }) => sha256));
  const isOwed = new Set(owed);
  const belongs = (key: string): boolean =>
    isOwed.has(key) || (key.startsWith('media/') && media.has(key.split('/')[1] ?? ''));
  return {
    objectsMissing: owed.filter((key) => !there.has(key)).length,
    objectsOrphaned: objects.filter((key) => !belongs(key)).length,
  };
}

const MUST_BE_ZERO: Partial<Record<keyof StudioCounts, string>> = {
  open: 'runs have not ended',
  acceptedAndLost: 'runs were accepted and are not there',
  stepsBroken: 'steps of runs are missing, done twice or told wrongly',
  factsTwice: 'facts were told twice',
  endsToldWrongly: 'runs whose end was not told exactly once',
  chargedWrongly: 'runs were charged or refunded wrongly',
  tasksOpen: 'tasks have not ended',
  tasksToldWrongly: 'tasks whose end was not told exactly once',
  attemptsToldWrongly: 'attempts whose end was not told exactly once',
  slotsHeld: 'slots are still held',
  reservationsOpen: 'reservations are still open',
  tokensUnbalanced: 'ledgers do not add up to zero',
  walletsWrong: 'wallets differ from their entries',
  heldTokens: 'wallets still hold tokens back',
  eventsWaiting: 'events have no place in the log',
  positionGaps: 'gaps in the log',
  groupsBehind: 'groups have not read everything',
  lettersOpen: 'dead letters or parked events are open',
  causesMissing: 'events whose cause is not in the log',
  tracesIncomplete: 'milestones or steps are missing in the traces of runs, or out of their order',
  publishedWrongly: 'effects without their run, or published runs without their effect',
  noticesMissing: 'runs that ended badly and nobody was told',
  objectsMissing: 'outputs are not in the object store',
  objectsOrphaned: 'objects belong to nothing',
};

/** In words; empty when the studio kept its word. */
export function studioBreaches(counts: StudioCounts): string[] {
  return Object.entries(MUST_BE_ZERO).flatMap(([name, words]) => {
    const count = Number(counts[name as keyof StudioCounts]);
    return count === 0 ? [] : [`${count} ${words}`];
  });
}

/** What has not been worked off yet, in words; nothing when the audit may begin. */
export async function unsettled(owner: pg.Pool, clockAheadMs: number): Promise<string[]> {
  const rest: string[] = [];
  const count = async (what: string, text: string, values: unknown[] = []): Promise<void> => {
    const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from (${text}) x`, values);
    if (rows[0]!.n > 0) rest.push(`${rows[0]!.n} ${what}`);
  };
  await count('runs open', 'select 1 from orchestrator.run where state <> all ($1)', [ENDS]);
  await count('events without a position', 'select 1 from bus.outbox_queue');
  await count(
    'groups behind',
    `select 1 from bus.consumer_group where retired_at is null
     and settled_position < (select coalesce(max(last_position), 0) from bus.event_position)`,
  );
  await count('tasks open', 'select 1 from execution.task where state in (0, 1)');
  await count('slots held', 'select 1 from execution.provider_slot where lease_id is not null');
  for (const { name } of CONTEXTS) {
    await count(
      `jobs of ${name} due`,
      // Rounds that come again and again are never done.
      `select 1 from ${name}.job where due_at <= now() + $1 * interval '1 millisecond'
       and dedupe_key not like 'every:%' and dedupe_key not like 'timer:%'`,
      [clockAheadMs],
    );
  }
  return rest;
}

import { sql, type Transaction } from '@effect-studio/kernel/database';
import { PLACE_HOLDING_LIST } from './run-statements.ts';

/** As the indices `run_under_way` and `run_queued` have it. */
const UNDER_WAY = `budget_context = 'user_run' and state in (${PLACE_HOLDING_LIST})`;

/**
 * $1 tenant. Makes everybody who would give a place of the tenant away wait for each other until the transaction ends, so that
 * counting is exact. Taken after a clip's lock and before a run's row.
 */
const LOCK_PLACES = sql(
  'orchestrator-lock-places',
  `select pg_advisory_xact_lock(hashtextextended('orchestrator-places:' || $1::text, 0))`,
);
/** $1 tenant, $2 person, $3 where counting ends. */
const COUNT_PLACES = sql(
  'orchestrator-count-places',
  `select of_person as "ofPerson", waiting_of_person as "waitingOfPerson", promised_tokens::float8 as "promisedTokens",
     of_tenant as "ofTenant", has_waiting as "hasWaiting" from orchestrator.count_places($1, $2, $3)`,
);
/** $1 tenant. As the platform. */
const WAITING_PEOPLE = sql(
  'orchestrator-waiting-people',
  `select w.owner_id as "ownerId", (
     select count(*)::int from orchestrator.run r where r.tenant_id = $1 and r.owner_id = w.owner_id and ${UNDER_WAY}
   ) as "underWay"
   from (select distinct owner_id from orchestrator.run where tenant_id = $1 and state = 'QUEUED') w`,
);
/**
 * $1 tenant, $2 people, $3 how many of each are under way, $4 how many may be, $5 how many are wanted. As the platform.
 * People take turns: who has fewest under way is first, and of those who waits longest.
 */
const NEXT_TURNS = sql(
  'orchestrator-next-turns',
  `select w.id, w.owner_id as "ownerId" from (
     select id, owner_id, row_number() over (partition by owner_id order by id)::int as nth
     from orchestrator.run where tenant_id = $1 and state = 'QUEUED') w
   join unnest($2::uuid[], $3::int[], $4::int[]) as p (owner_id, under_way, most) using (owner_id)
   where w.nth + p.under_way <= p.most
   order by w.nth + p.under_way, w.id limit $5`,
);
/** $1 tenant, $2 person, $3 run. Its place among the person's waiting runs. */
const OWN_PLACE = sql(
  'orchestrator-own-place',
  `select count(*)::int as place from orchestrator.run
   where tenant_id = $1 and owner_id = $2 and state = 'QUEUED' and id <= $3`,
);
/** $1 tenant, $2 how many. The mean of how long runs held their places, of those that left theirs last; null without any. */
const HELD_LATELY = sql(
  'orchestrator-held-lately',
  `select avg(extract(epoch from held) * 1000)::float8 as "meanMs" from (
     select place_left_at - turn_at as held from orchestrator.run
     where tenant_id = $1 and budget_context = 'user_run' and place_left_at is not null and turn_at is not null
     order by place_left_at desc limit $2) lately`,
);
/** $1 tenant, $2 person or null for everybody, $3 how many came before it. When the nth run of those under way got its turn. */
const TURN_OF_NTH = sql(
  'orchestrator-turn-of-nth',
  `select turn_at as "turnAt" from orchestrator.run
   where tenant_id = $1 and ($2::uuid is null or owner_id = $2) and ${UNDER_WAY} order by turn_at offset $3 limit 1`,
);
/** $1 tenant. As the platform. */
const HAS_WAITING = sql(
  'orchestrator-has-waiting',
  `select exists (select from orchestrator.run where tenant_id = $1 and state = 'QUEUED') as "hasWaiting"`,
);

/** How the places of a tenant are taken; runs of the platform itself take none. */
export interface Places {
  ofPerson: number;
  waitingOfPerson: number;
  /** What the person's waiting runs were quoted at, together. */
  promisedTokens: number;
  /** Counted up to what was asked for. */
  ofTenant: number;
  /** Whether a run of anybody in the tenant waits. */
  hasWaiting: boolean;
}

/** Locks the places of the caller's tenant and counts them. Any caller may: it tells numbers only. */
export async function lockPlaces(tx: Transaction, mostOfTenant: number): Promise<Places> {
  const { tenantId, subjectId } = tx.call.caller;
  await tx.rows(LOCK_PLACES, [tenantId]);
  return tx.one<Places>(COUNT_PLACES, [tenantId, subjectId, mostOfTenant]);
}

/** Somebody whose runs wait. */
export interface WaitingPerson {
  ownerId: string;
  underWay: number;
}

/** To be asked as the platform. */
export const readWaitingPeople = (tx: Transaction): Promise<WaitingPerson[]> =>
  tx.rows<WaitingPerson>(WAITING_PEOPLE, [tx.call.caller.tenantId]);

/**
 * Runs whose turn is next, first first; those of people who have as many under way as they may are left out. To be asked as the
 * platform.
 * @param most runs at once, by person
 */
export async function readNextTurns(
  tx: Transaction,
  people: readonly WaitingPerson[],
  most: ReadonlyMap<string, number>,
  limit: number,
): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(NEXT_TURNS, [
    tx.call.caller.tenantId,
    people.map(({ ownerId }) => ownerId),
    people.map(({ underWay }) => underWay),
    people.map(({ ownerId }) => most.get(ownerId) ?? 0),
    limit,
  ]);
  return rows.map(({ id }) => id);
}

export const readOwnPlace = async (tx: Transaction, ownerId: string, runId: string): Promise<number> =>
  (await tx.one<{ place: number }>(OWN_PLACE, [tx.call.caller.tenantId, ownerId, runId])).place;

/** @param runs of how many that left their places last; milliseconds, null without any */
export const readMeanHeldMs = async (tx: Transaction, runs: number): Promise<number | null> =>
  (await tx.one<{ meanMs: number | null }>(HELD_LATELY, [tx.call.caller.tenantId, runs])).meanMs;

/** @param ownerId null: of everybody in the tenant @param before how many got theirs earlier; null without so many */
export async function readTurnOfNth(
  tx: Transaction,
  ownerId: string | null,
  before: number,
): Promise<Date | null> {
  const row = await tx.maybeOne<{ turnAt: Date }>(TURN_OF_NTH, [tx.call.caller.tenantId, ownerId, before]);
  return row?.turnAt ?? null;
}

export const hasWaitingRuns = async (tx: Transaction): Promise<boolean> =>
  (await tx.one<{ hasWaiting: boolean }>(HAS_WAITING, [tx.call.caller.tenantId])).hasWaiting;

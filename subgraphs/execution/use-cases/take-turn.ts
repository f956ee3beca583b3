import { type BoundStatement, type EventSource, emitted, outboxRows } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { type LeasedRow, TAKE_TURN, type TurnRow } from '../persistence/sql/take-turn.ts';
import type { StandingPoll } from './serve-polls.ts';
import { type KnownResult, type SettlementAnswer, success, successFacts } from './settle-results.ts';

/** A place in a revision's queue. */
export interface Place {
  priority: number;
  /** A whole number as text. */
  fairTag: string;
  taskId: string;
}

/** What a turn is to do: results of leases that are known, and agents whose standing is known. */
interface TurnWork {
  results: readonly KnownResult[];
  polls: readonly StandingPoll[];
  /** After which place of a revision's queue to look; default, and null: from its start. */
  headOf?: (revisionId: number) => Place | null;
}

interface TurnOutcome {
  /** Per result what is answered; null when its lease does not live any more: then nothing was done about it. */
  settlements: (SettlementAnswer | null)[];
  /** Per poll its leases, perhaps none. */
  leases: LeasedRow[][];
  /** Whether a slot became free that nobody was given in the same turn. */
  freesSlots: boolean;
}

/** The statements of a turn, and how to read what they answer. */
export interface TurnStatements {
  statements: BoundStatement[];
  read(answers: readonly (readonly object[])[]): TurnOutcome;
}

/**
 * A turn as statements: one for all results and for the agents that can run the same workflows, most often all of them; one more for
 * each other such set. An agent whose session is over gets nothing.
 */
export function turnStatements(
  source: EventSource,
  { results, polls, headOf = () => null }: TurnWork,
): TurnStatements {
  const holders = new Map<string, StandingPoll>();
  const able = polls.filter(({ standing }) => standing.revisionIds.length > 0);
  const groups: (readonly StandingPoll[])[] = [
    ...Map.groupBy(able, ({ standing }) => standing.revisionIds.join()).values(),
  ];
  if (groups.length === 0 && results.length > 0) groups.push([]);
  const statements = groups.map((group, index) => ({
    statement: TAKE_TURN,
    values: [
      source.now,
      ...resultColumns(source, index === 0 ? results : []),
      ...revisionColumns(group[0]?.standing.revisionIds ?? [], headOf),
      ...seatColumns(group, holders),
    ],
  }));
  return { statements, read: (answers) => readTurn(answers, { results, polls, holders, now: source.now }) };
}

function readTurn(
  answers: readonly (readonly object[])[],
  { results, polls, holders, now }: TurnWork & { holders: ReadonlyMap<string, StandingPoll>; now: Date },
): TurnOutcome {
  const given = new Map<StandingPoll, LeasedRow[]>(polls.map((poll) => [poll, []]));
  const settled = new Set<string>();
  const taken = new Set<string>();
  for (const row of answers.flat() as TurnRow[]) {
    for (const leaseId of row.settled?.split(',') ?? []) settled.add(leaseId);
    if (!isLease(row)) continue;
    given.get(holders.get(row.lease_id)!)!.push(row);
    taken.add(`${row.provider_id} ${row.slot_n}`);
  }
  const isFreed = ({ result, lease: { slot } }: KnownResult) =>
    settled.has(result.leaseId) && !taken.has(`${slot.providerId} ${slot.n}`);
  return {
    settlements: results.map((known) => (settled.has(known.result.leaseId) ? success(known, now) : null)),
    leases: [...given.values()],
    freesSlots: results.some(isFreed),
  };
}

const isLease = (row: TurnRow): row is TurnRow & LeasedRow => row.lease_id !== null;

/** $21 to $23 of the statement. */
function seatColumns(group: readonly StandingPoll[], holders: Map<string, StandingPoll>): unknown[] {
  const seats = deal(group).map((one) => ({ one, leaseId: newId() }));
  for (const { one, leaseId } of seats) holders.set(leaseId, one);
  return [
    seats.map(({ one }) => one.poll.agentId),
    seats.map(({ one }) => one.standing.sessionId),
    seats.map(({ leaseId }) => leaseId),
  ];
}

/** $17 to $20. */
function revisionColumns(
  revisionIds: readonly number[],
  headOf: (revisionId: number) => Place | null,
): unknown[] {
  const heads = revisionIds.map(headOf);
  return [
    revisionIds,
    heads.map((head) => head?.priority ?? null),
    heads.map((head) => head?.fairTag ?? null),
    heads.map((head) => head?.taskId ?? null),
  ];
}

/** One seat per wanted task, dealt in rounds, so that every agent gets its first before any gets its second. */
function deal(group: readonly StandingPoll[]): StandingPoll[] {
  const most = Math.max(0, ...group.map(({ poll }) => poll.limit));
  return Array.from({ length: most }, (_, round) => group.filter(({ poll }) => poll.limit > round)).flat();
}

/** $2 to $16. */
function resultColumns(source: EventSource, known: readonly KnownResult[]): unknown[] {
  const results = known.map(({ result }) => result);
  // Both events of a result are about its run, in its trace: one row.
  const [aggregateIds, correlationIds, types, bodies] = emitted(
    known.flatMap((one) => outboxRows(source, successFacts(one, source.now))),
  );
  return [
    results.map(({ leaseId }) => leaseId),
    known.map(({ lease }) => lease.slot.providerId),
    known.map(({ lease }) => lease.slot.n),
    results.map(({ busyMs }) => busyMs),
    results.map(({ outputKey }) => outputKey),
    results.map(({ sha256 }) => sha256),
    results.map(({ sizeBytes }) => sizeBytes),
    results.map(({ startupMs }) => startupMs ?? null),
    results.map(({ throttledCount }) => throttledCount ?? null),
    results.map(({ throttledMs }) => throttledMs ?? null),
    results.map(({ idempotencyKey }) => idempotencyKey),
    aggregateIds,
    correlationIds,
    types,
    bodies,
  ];
}

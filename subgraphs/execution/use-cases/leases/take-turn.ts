import { type BoundStatement, type EventSource, emitted, outboxRows } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { TAKE_TURN } from '../../persistence/sql/take-turn.ts';
import { readTurnAnswer, type TurnLease } from '../../persistence/turn-answer.ts';
import type { Revision, StandingPoll } from './serve-polls.ts';
import { type KnownResult, type SettlementAnswer, success, successFacts } from './settle-results.ts';

/** A place in a revision's queue. */
export interface Place {
  priority: number;
  /** A whole number as text. */
  fairTag: string;
  taskId: string;
}

/** A lease as it was just given: what its agent needs to know and what its completion will need. */
export interface GivenLease extends TurnLease {
  leaseId: string;
}

/** What a turn is to do: results of leases that are known, in the order of their slots, and agents whose standing is known. */
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
  leases: GivenLease[][];
  /** Whether a slot became free that nobody was given in the same turn. */
  freesSlots: boolean;
}

/** The statements of a turn, and how to read what they answer. */
export interface TurnStatements {
  statements: BoundStatement[];
  read(answers: readonly (readonly object[])[]): TurnOutcome;
}

/** One wanted task. */
interface Seat {
  poll: StandingPoll;
  leaseId: string;
}

/**
 * A turn as statements: one for all results and for the agents that can run the same workflows, most often all of them; one more for
 * each other such set. An agent whose session is over gets nothing.
 */
export function turnStatements(
  source: EventSource,
  { results, polls, headOf = () => null }: TurnWork,
): TurnStatements {
  const able = polls.filter(({ standing }) => standing.revisions.length > 0);
  const groups: (readonly StandingPoll[])[] = [
    ...Map.groupBy(able, ({ standing }) => standing.offer).values(),
  ];
  if (groups.length === 0 && results.length > 0) groups.push([]);
  const seats = groups.map(deal);
  const now = source.now.toISOString();
  const statements = groups.map((group, index) => ({
    statement: TAKE_TURN,
    values: [
      now,
      ...resultColumns(source, index === 0 ? results : []),
      ...revisionColumns(group[0]?.standing.revisions ?? [], headOf),
      ...seatColumns(seats[index]!),
    ],
  }));
  return { statements, read: (answers) => readTurn(answers, { results, polls, seats, now: source.now }) };
}

function readTurn(
  answers: readonly (readonly object[])[],
  { results, polls, seats, now }: TurnWork & { seats: readonly (readonly Seat[])[]; now: Date },
): TurnOutcome {
  const given = new Map<StandingPoll, GivenLease[]>(polls.map((poll) => [poll, []]));
  const read = answers.map(([row]) => readTurnAnswer((row as { answer: string }).answer));
  const taken = new Set<number>();
  for (const [group, { leases }] of read.entries()) {
    for (const lease of leases) {
      const { poll, leaseId } = seats[group]![lease.seat]!;
      given.get(poll)!.push({ ...lease, leaseId });
      taken.add(lease.slotId);
    }
  }
  // The first statement had the results.
  const isDead = (index: number) => read[0]!.dead.has(index);
  return {
    settlements: results.map((known, index) => (isDead(index) ? null : success(known, now))),
    leases: [...given.values()],
    freesSlots: results.some(({ slotId }, index) => !isDead(index) && !taken.has(slotId)),
  };
}

/** $22 to $24 of the statement. */
const seatColumns = (seats: readonly Seat[]): unknown[] => [
  seats.map(({ poll }) => poll.poll.agentId),
  seats.map(({ poll }) => poll.standing.sessionId),
  seats.map(({ leaseId }) => leaseId),
];

/** $16 to $21. */
function revisionColumns(
  revisions: readonly Revision[],
  headOf: (revisionId: number) => Place | null,
): unknown[] {
  const heads = revisions.map(({ id }) => headOf(id));
  const providers = [...new Set(revisions.map(({ providerId }) => providerId))];
  return [
    revisions.map(({ id }) => id),
    revisions.map(({ providerId }) => providers.indexOf(providerId) + 1),
    providers,
    heads.map((head) => head?.priority ?? null),
    heads.map((head) => head?.fairTag ?? null),
    heads.map((head) => head?.taskId ?? null),
  ];
}

/** One seat per wanted task, dealt in rounds, so that every agent gets its first before any gets its second. */
function deal(group: readonly StandingPoll[]): Seat[] {
  const most = Math.max(0, ...group.map(({ poll }) => poll.limit));
  const rounds = Array.from({ length: most }, (_, round) => group.filter(({ poll }) => poll.limit > round));
  return rounds.flat().map((poll) => ({ poll, leaseId: newId() }));
}

/** $2 to $15. */
function resultColumns(source: EventSource, known: readonly KnownResult[]): unknown[] {
  const results = known.map(({ result }) => result);
  // Both events of a result are about its run, in its trace: one row.
  const [aggregateIds, correlationIds, types, bodies] = emitted(
    known.flatMap((one) => outboxRows(source, successFacts(one, source.now))),
  );
  return [
    known.map(({ slotId }) => slotId),
    results.map(({ leaseId }) => leaseId),
    results.map(({ busyMs }) => busyMs),
    results.map(({ outputKey }) => outputKey),
    results.map(({ sha256 }) => sha256),
    results.map(({ sizeBytes }) => sizeBytes),
    told(results.map(({ startupMs }) => startupMs)),
    told(results.map(({ throttledCount }) => throttledCount)),
    told(results.map(({ throttledMs }) => throttledMs)),
    results.map(({ idempotencyKey }) => idempotencyKey),
    aggregateIds,
    correlationIds,
    types,
    bodies,
  ];
}

/** A list that nobody has anything for is not sent. */
const told = (values: readonly (number | null | undefined)[]): unknown =>
  values.some((value) => value !== null && value !== undefined) ? values : null;

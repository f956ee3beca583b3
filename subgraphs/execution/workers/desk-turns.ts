import type { CallContext } from '@effect-studio/kernel/context';
import type { BoundStatement } from '@effect-studio/kernel/database';
import {
  type Poll,
  type PollAnswer,
  type Standing,
  type StandingPoll,
  servePolls,
} from '../use-cases/leases/serve-polls.ts';
import {
  type KnownResult,
  type SettlementAnswer,
  settleResults,
  type VerifiedResult,
} from '../use-cases/leases/settle-results.ts';
import { turnStatements } from '../use-cases/leases/take-turn.ts';
import { publishTaskBell } from '../use-cases/leases/task-bell.ts';
import { LeaseBook } from './lease-book.ts';
import { QueueHeads } from './queue-heads.ts';

/** What one agent wants of a turn: to hand in a result, to get work, or both. */
export interface Turn {
  result: VerifiedResult | null;
  poll: Poll | null;
}

/** What it got; null for what it did not ask. */
export interface TurnAnswer {
  settlement: SettlementAnswer | null;
  found: PollAnswer | null;
}

/** SQLSTATE. */
const UNIQUE_VIOLATION = '23505';

/** What is known of an agent is used for this long; a lease itself is given only if its session still holds. */
const STANDING_FOR_MS = 5_000;

/**
 * Serves a batch of turns. The usual case, leases that this process gave out itself and agents that it knows,
 * is one transaction in one round trip: results first, so that the slots that they free are given out again.
 * Everything else is read up, locked and decided.
 */
export class DeskTurns {
  readonly #call: CallContext;
  readonly #book = new LeaseBook();
  readonly #standings = new Map<string, Standing>();
  readonly #heads = new QueueHeads();

  constructor(call: CallContext) {
    this.#call = call;
  }

  isInBook(leaseId: string): boolean {
    return this.#book.has(leaseId);
  }

  /** Work may have come to lie anywhere in the queues. */
  lookFromTheStart(): void {
    this.#heads.forget();
  }

  async take(turns: readonly Turn[]): Promise<TurnAnswer[]> {
    const answers = turns.map((): TurnAnswer => ({ settlement: null, found: null }));
    await this.#exchange(turns, answers);
    await this.#settleOthers(turns, answers);
    await this.#serveOthers(turns, answers);
    this.#remember(turns, answers);
    return answers;
  }

  async #exchange(turns: readonly Turn[], answers: TurnAnswer[]): Promise<void> {
    const held = this.#heldAmong(turns);
    const known = this.#knownAmong(turns);
    if (held.length === 0 && known.length === 0) return;
    const now = this.#call.clock.now();
    const { generation } = this.#heads;
    const headOf = (revisionId: number) => this.#heads.of(revisionId);
    const turn = turnStatements({ now, call: this.#call }, { results: held, polls: known, headOf });
    if (turn.statements.length === 0) return;
    const rows = await this.#trip(turn.statements, held.length > 0);
    if (!rows) return;
    const { settlements, leases, freesSlots } = turn.read(rows);
    this.#heads.advance(leases.flat(), generation);
    for (const [index, { place }] of held.entries()) answers[place]!.settlement = settlements[index]!;
    // Slots that were passed on are of no interest to anybody.
    if (freesSlots) publishTaskBell(this.#call);
    for (const [index, { poll, standing, place }] of known.entries()) {
      // Who finds nothing at its first look is looked up: it may have been drained, revoked or replaced.
      if (leases[index]!.length === 0 && !poll.sessionId) continue;
      answers[place]!.found = {
        kind: 'leases',
        sessionId: standing.sessionId,
        leases: leases[index]!,
        at: now,
      };
    }
  }

  /** Null: a result came under a key that was used before. Then all is looked at with care. */
  async #trip(statements: readonly BoundStatement[], settles: boolean): Promise<object[][] | null> {
    try {
      // A lease that PostgreSQL forgets in a crash is refused when it is used, and its task is offered again; a
      // result that was acknowledged must not be forgotten.
      return await this.#call.db.exchange(this.#call, statements, {
        emits: settles,
        isForgettable: !settles,
      });
    } catch (error) {
      this.#heads.forget();
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  async #settleOthers(turns: readonly Turn[], answers: TurnAnswer[]): Promise<void> {
    const left = turns.flatMap(({ result }, place) =>
      result && !answers[place]!.settlement ? [{ result, place }] : [],
    );
    if (left.length === 0) return;
    const results = left.map(({ result }) => result);
    const settled = await this.#call.db.transaction(this.#call, (tx) => settleResults(tx, results));
    for (const [index, { place }] of left.entries()) answers[place]!.settlement = settled[index]!;
  }

  async #serveOthers(turns: readonly Turn[], answers: TurnAnswer[]): Promise<void> {
    const left = turns.flatMap(({ poll }, place) =>
      poll && !answers[place]!.found ? [{ poll, place }] : [],
    );
    if (left.length === 0) return;
    const polls = left.map(({ poll }) => poll);
    const served = await this.#call.db.transaction(this.#call, (tx) => servePolls(tx, polls));
    for (const [index, { poll, place }] of left.entries()) {
      const { answer, standing } = served[index]!;
      answers[place]!.found = answer;
      if (standing) this.#standings.set(poll.agentId, standing);
      else this.#standings.delete(poll.agentId);
    }
  }

  #remember(turns: readonly Turn[], answers: readonly TurnAnswer[]): void {
    for (const [place, { result, poll }] of turns.entries()) {
      if (result) this.#book.forget(result.leaseId);
      const { found } = answers[place]!;
      if (!poll || found?.kind !== 'leases' || found.leases.length === 0) continue;
      this.#book.enter(found.leases, this.#standings.get(poll.agentId)!, found.at);
    }
  }

  /** The first result of every lease, and under every key, that is in the book and its machine's own, in the order of their slots. */
  #heldAmong(turns: readonly Turn[]): (KnownResult & { place: number })[] {
    const seen = new Set<string>();
    const held = turns.flatMap(({ result }, place) => {
      if (!result || seen.has(result.leaseId) || seen.has(result.idempotencyKey)) return [];
      const known = this.#book.find(result.leaseId, result.clientId);
      if (!known) return [];
      seen.add(result.leaseId).add(result.idempotencyKey);
      return [{ ...known, result, place }];
    });
    return held.sort((one, other) => one.slotId - other.slotId);
  }

  #knownAmong(turns: readonly Turn[]): (StandingPoll & { place: number })[] {
    const now = this.#call.clock.now().getTime();
    return turns.flatMap(({ poll }, place) => {
      const standing = poll && this.#standings.get(poll.agentId);
      if (!standing || standing.clientId !== poll.clientId) return [];
      if (poll.sessionId && poll.sessionId !== standing.sessionId) return [];
      if (now - standing.seenAt.getTime() >= STANDING_FOR_MS) return [];
      return [{ poll, standing, place }];
    });
  }
}

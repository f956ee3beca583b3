import type { CallContext } from '@effect-studio/kernel/context';
import type { Database } from '@effect-studio/kernel/database';
import { type RenewalReport, type Renewed, renewLeases } from '../use-cases/leases/renew-leases.ts';
import type { Poll, PollAnswer } from '../use-cases/leases/serve-polls.ts';
import {
  previewResults,
  type ResultClaim,
  type SettlementAnswer,
  type VerifiedResult,
} from '../use-cases/leases/settle-results.ts';
import { onTaskBell } from '../use-cases/leases/task-bell.ts';
import { asPlatform } from '../use-cases/platform-call.ts';
import { DeskTurns, type Turn, type TurnAnswer } from './desk-turns.ts';
import { NaturalBatch } from './natural-batch.ts';

/** What an agent asks for. */
export type LeaseWish = Omit<Poll, 'sessionId'>;

/**
 * A bell can be lost with its Redis connection, and rows that another process looks at are skipped; so all who
 * wait look again this often, together.
 */
const POLL_FLOOR_MS = 250;

/** While PostgreSQL serves one turn, this process can read the answers of another. */
const LANES = 2;

/**
 * Where the agents of one process get leases and hand in results. What is asked while a turn is in flight
 * shares the next one. Who finds nothing waits for the bell that new work and freed slots ring.
 */
export class LeaseDesk {
  readonly #desk: DeskTurns;
  readonly #turns: NaturalBatch<Turn, TurnAnswer>;
  readonly #previews: NaturalBatch<ResultClaim, SettlementAnswer | null>;
  readonly #renewals: NaturalBatch<RenewalReport, Renewed | null>;
  readonly #waiters = new Set<() => void>();
  readonly #stopListening: () => void;
  readonly #stopping: AbortSignal;
  #floor: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(ctx: CallContext) {
    // It outlives the call that opened it.
    const call = { ...asPlatform(ctx), audit: null };
    this.#desk = new DeskTurns(call);
    this.#turns = new NaturalBatch((requests) => this.#desk.take(requests), { mostLanes: LANES });
    this.#previews = new NaturalBatch((claims) =>
      call.db.transaction(call, (tx) => previewResults(tx, claims)),
    );
    this.#renewals = new NaturalBatch((reports) =>
      call.db.transaction(call, (tx) => renewLeases(tx, reports)),
    );
    this.#stopListening = onTaskBell(ctx, () => {
      this.#desk.lookFromTheStart();
      this.#wakeAll();
    });
    this.#stopping = ctx.stopping;
    // Who waits for work when the process stops is told that there is none here, and asks another.
    ctx.stopping.addEventListener('abort', () => this.#wakeAll(), { once: true });
  }

  /** Leases for the agent, oldest fair tag first; waits up to `waitMs` of real time for the first. */
  async lease(wish: LeaseWish, waitMs: number): Promise<PollAnswer> {
    const endsAt = performance.now() + waitMs;
    let sessionId: string | null = null;
    for (;;) {
      // Registered before looking, or a bell between looking and waiting would be lost.
      const waiter = this.#waiter();
      try {
        const { found } = await this.#turns.add({ result: null, poll: { ...wish, sessionId } });
        const answer = found!;
        const leftMs = endsAt - performance.now();
        if (answer.kind !== 'leases' || answer.leases.length > 0 || leftMs <= 0 || this.#isOver)
          return answer;
        sessionId = answer.sessionId;
        await waiter.rung(leftMs);
      } finally {
        waiter.forget();
      }
    }
  }

  /** Whether this process gave the lease out and has not settled it. */
  isInBook(leaseId: string): boolean {
    return this.#desk.isInBook(leaseId);
  }

  /** How a lease stands after this report; null when it is not live, or not the machine's. */
  renew(report: RenewalReport): Promise<Renewed | null> {
    return this.#renewals.add(report);
  }

  /** What would be answered to a result now; null: it would be accepted. */
  preview(claim: ResultClaim): Promise<SettlementAnswer | null> {
    return this.#previews.add(claim);
  }

  /**
   * Hands in a result and, in the same turn, asks for more work. Answered after the commit, so what an agent was
   * told survives a crash.
   * @param next what the agent wants then; it does not wait for it
   */
  async settle(
    result: VerifiedResult,
    next: LeaseWish | null = null,
  ): Promise<{ settlement: SettlementAnswer; found: PollAnswer | null }> {
    const poll = next ? { ...next, sessionId: null } : null;
    const { settlement, found } = await this.#turns.add({ result, poll });
    return { settlement: settlement!, found };
  }

  /** Ends all waiting. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    this.#wakeAll();
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#stopping.aborted;
  }

  #waiter(): { rung(withinMs: number): Promise<void>; forget(): void } {
    let ring: () => void = () => undefined;
    const rung = new Promise<void>((resolve) => {
      ring = resolve;
    });
    this.#waiters.add(ring);
    let timer: NodeJS.Timeout | undefined;
    return {
      rung: (withinMs) => {
        timer = setTimeout(ring, withinMs);
        this.#floor ??= setInterval(() => this.#wakeAll(), POLL_FLOOR_MS);
        return rung;
      },
      forget: () => {
        clearTimeout(timer);
        this.#waiters.delete(ring);
        if (this.#waiters.size > 0 || !this.#floor) return;
        clearInterval(this.#floor);
        this.#floor = null;
      },
    };
  }

  #wakeAll(): void {
    for (const ring of [...this.#waiters]) ring();
  }
}

const desks = new WeakMap<Database, LeaseDesk>();

/** The desk of this process, opened on first use. */
export function leaseDesk(ctx: CallContext): LeaseDesk {
  const existing = desks.get(ctx.db);
  if (existing) return existing;
  const desk = new LeaseDesk(ctx);
  desks.set(ctx.db, desk);
  return desk;
}

/** Ends the waiting of every agent of this process. */
export function closeLeaseDesk(db: Database): void {
  desks.get(db)?.close();
  desks.delete(db);
}

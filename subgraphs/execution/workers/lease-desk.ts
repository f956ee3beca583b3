import type { CallContext } from '@effect-studio/kernel/context';
import type { Database } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { LEASE_TASKS, type LeasedRow } from '../persistence/sql/lease-tasks.ts';
import { asPlatform } from '../use-cases/platform-call.ts';
import { onTaskBell } from '../use-cases/task-bell.ts';

/** What an agent asks for. */
export interface LeaseWish {
  agentId: string;
  /** A wish of a session that has ended gets nothing: its caller is gone. */
  sessionId: string;
  revisionIds: readonly number[];
  /** Whole tasks, at least 1. */
  limit: number;
}

interface Queued extends LeaseWish {
  resolve(rows: LeasedRow[]): void;
  reject(error: unknown): void;
}

/** A bell can be lost with its Redis connection, and rows that another process looked at are skipped; so look again now and then. */
const POLL_FLOOR_MS = 1_000;

/**
 * Gives leases to the agents of one process. One statement is in flight at a time; requests that arrive
 * meanwhile go together into the next (natural batching: no delay when idle, few round trips when busy).
 */
export class LeaseDesk {
  readonly #call: CallContext;
  readonly #waiters = new Set<() => void>();
  readonly #stopListening: () => void;
  #queued: Queued[] = [];
  #isServing = false;

  constructor(ctx: CallContext) {
    this.#call = asPlatform(ctx);
    this.#stopListening = onTaskBell(ctx, () => this.#wakeAll());
    // Who waits for work when the process stops is told that there is none here, and asks another.
    ctx.stopping.addEventListener('abort', () => this.#wakeAll(), { once: true });
  }

  /** Leases for the agent, oldest fair tag first; waits up to `waitMs` of real time for the first. */
  async lease(wish: LeaseWish, waitMs: number): Promise<LeasedRow[]> {
    const endsAt = performance.now() + waitMs;
    for (;;) {
      // Registered before looking, or a bell between looking and waiting would be lost.
      const waiter = this.#waiter();
      try {
        const rows = await this.#ask(wish);
        const leftMs = endsAt - performance.now();
        if (rows.length > 0 || leftMs <= 0 || wish.revisionIds.length === 0 || this.#call.stopping.aborted) {
          return rows;
        }
        await waiter.rung(Math.min(leftMs, POLL_FLOOR_MS));
      } finally {
        waiter.forget();
      }
    }
  }

  close(): void {
    this.#stopListening();
    this.#wakeAll();
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
        return rung;
      },
      forget: () => {
        clearTimeout(timer);
        this.#waiters.delete(ring);
      },
    };
  }

  #wakeAll(): void {
    for (const ring of [...this.#waiters]) ring();
  }

  #ask(wish: LeaseWish): Promise<LeasedRow[]> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ ...wish, resolve, reject });
      void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#queued.length > 0) {
      const batch = this.#queued;
      this.#queued = [];
      for (const group of alikes(batch)) await this.#serveGroup(group);
    }
    this.#isServing = false;
  }

  async #serveGroup(group: readonly Queued[]): Promise<void> {
    try {
      const seats = deal(group);
      const rows = await this.#call.db.transaction(this.#call, (tx) =>
        tx.rows<LeasedRow>(LEASE_TASKS, [
          group[0]!.revisionIds,
          seats.length,
          seats.map((wish) => wish.agentId),
          seats.map((wish) => wish.sessionId),
          seats.map(() => newId()),
          tx.now,
        ]),
      );
      const left = [...rows];
      for (const wish of group) {
        const own: LeasedRow[] = [];
        for (let index = 0; index < left.length && own.length < wish.limit; ) {
          if (left[index]!.session_id === wish.sessionId) own.push(...left.splice(index, 1));
          else index += 1;
        }
        wish.resolve(own);
      }
    } catch (error) {
      for (const wish of group) wish.reject(error);
    }
  }
}

/** Wishes of agents that can run the same workflows; one statement serves them all. */
function alikes(batch: readonly Queued[]): Queued[][] {
  const groups = new Map<string, Queued[]>();
  for (const wish of batch) {
    const key = wish.revisionIds.join();
    const group = groups.get(key);
    if (group) group.push(wish);
    else groups.set(key, [wish]);
  }
  return [...groups.values()];
}

/** One seat per wanted task, dealt in rounds, so that every agent gets its first before any gets its second. */
function deal(group: readonly Queued[]): Queued[] {
  const seats: Queued[] = [];
  const most = Math.max(...group.map((wish) => wish.limit));
  for (let round = 0; round < most; round += 1) {
    for (const wish of group) if (wish.limit > round) seats.push(wish);
  }
  return seats;
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

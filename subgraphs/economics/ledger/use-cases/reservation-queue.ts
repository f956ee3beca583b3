import {
  type CallContext,
  type ContextServices,
  callContext,
  systemCaller,
} from '@effect-studio/kernel/context';
import { type Reservation, type ReservationAnswer, reserveAtOnce } from '../persistence/ledger.ts';

interface Waiting {
  reservation: Reservation;
  resolve: (answer: ReservationAnswer) => void;
  reject: (error: unknown) => void;
}

/** Reservations that one statement takes at most. */
const MOST_AT_ONCE = 1_000;

/**
 * Reserves tokens for callers outside a transaction, as many at once as ask while a statement is in flight: nobody
 * waits when nothing is under way, and on a hot account one lock serves all who queued for it (natural batching).
 */
export class ReservationQueue {
  readonly #services: ContextServices;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #busy = new Set<string>();

  constructor(services: ContextServices) {
    this.#services = services;
  }

  /** @returns the ledger's answer, when the reservation is committed or refused */
  reserve(ctx: Pick<CallContext, 'caller'>, reservation: Reservation): Promise<ReservationAnswer> {
    const { tenantId } = ctx.caller;
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(tenantId) ?? [];
      queue.push({ reservation, resolve, reject });
      this.#waiting.set(tenantId, queue);
      if (!this.#busy.has(tenantId)) void this.#drain(tenantId);
    });
  }

  async #drain(tenantId: string): Promise<void> {
    this.#busy.add(tenantId);
    for (;;) {
      // Whoever was answered just now, or is called in this same turn, may ask at once: they share one statement.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting.get(tenantId)?.splice(0, MOST_AT_ONCE) ?? [];
      if (batch.length === 0) break;
      const call = callContext(this.#services, { caller: systemCaller(tenantId) });
      try {
        const answers = await reserveAtOnce(
          call,
          batch.map(({ reservation }) => reservation),
        );
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#waiting.delete(tenantId);
    this.#busy.delete(tenantId);
  }
}

const queues = new WeakMap<object, ReservationQueue>();

/** Sets tokens aside for a caller that is in no transaction; the process has one queue per database. */
export function reserveTokens(ctx: CallContext, reservation: Reservation): Promise<ReservationAnswer> {
  const queue = queues.get(ctx.db) ?? new ReservationQueue(ctx);
  queues.set(ctx.db, queue);
  return queue.reserve(ctx, reservation);
}

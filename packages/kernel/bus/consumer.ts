import type { BusEvent, EventDefinition } from '@effect-studio/schema/events/envelope';
import type { CallContext } from '../context.ts';
import type { Transaction } from '../database.ts';

/** What one context does when an event arrives: in one transaction with the inbox, so its effects happen once. */
export interface Consumer {
  readonly type: string;
  /** What it needs of the event; its contract follows from it. */
  readonly reads: EventDefinition<object>;
  readonly handle: (tx: Transaction, event: BusEvent<object>, ctx: CallContext) => Promise<void>;
  /**
   * Applies several events of one tenant in one transaction; absent: each gets its own. When it fails nothing of it
   * has happened, and the events are applied one by one. `ctx` has no causation: events tell their own.
   */
  readonly handleBatch?: (
    tx: Transaction,
    events: readonly BusEvent<object>[],
    ctx: CallContext,
  ) => Promise<void>;
}

/**
 * Declares a consumer. The handler gets the payload as the producer's schema promises it, or the part of it that the consumer says
 * it is `reading`; it must not
 * wait for anything slow (schedule a job for that) and may be called again after a failure.
 */
export function consume<Payload extends object>(
  event: EventDefinition<Payload>,
  handle: (tx: Transaction, event: BusEvent<Payload>, ctx: CallContext) => Promise<void>,
): Consumer {
  return {
    type: event.type,
    reads: event,
    handle: (tx, received, ctx) =>
      handle(tx, { ...received, payload: event.payload.parse(received.payload) }, ctx),
  };
}

/**
 * Declares a consumer that takes as many events at once as have arrived, oldest first, also several of one aggregate.
 * What it emits names the correlation and causation of the event that it follows from.
 */
export function consumeBatch<Payload extends object>(
  event: EventDefinition<Payload>,
  handle: (tx: Transaction, events: readonly BusEvent<Payload>[], ctx: CallContext) => Promise<void>,
): Consumer {
  const read = (received: BusEvent<object>): BusEvent<Payload> => ({
    ...received,
    payload: event.payload.parse(received.payload),
  });
  return {
    type: event.type,
    reads: event,
    handle: (tx, received, ctx) => handle(tx, [read(received)], ctx),
    handleBatch: (tx, received, ctx) => handle(tx, received.map(read), ctx),
  };
}

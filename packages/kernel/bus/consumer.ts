import type { BusEvent, EventDefinition } from '@effect-studio/schema/events/envelope';
import type { CallContext } from '../context.ts';
import type { Transaction } from '../database.ts';

/** What one context does when an event arrives: in one transaction with the inbox, so its effects happen once. */
export interface Consumer {
  readonly type: string;
  readonly handle: (tx: Transaction, event: BusEvent<object>, ctx: CallContext) => Promise<void>;
}

/**
 * Declares a consumer. The handler gets the payload as the producer's schema promises it; it must not
 * wait for anything slow (schedule a job for that) and may be called again after a failure.
 */
export function consume<Payload extends object>(
  event: EventDefinition<Payload>,
  handle: (tx: Transaction, event: BusEvent<Payload>, ctx: CallContext) => Promise<void>,
): Consumer {
  return {
    type: event.type,
    handle: (tx, received, ctx) =>
      handle(tx, { ...received, payload: event.payload.parse(received.payload) }, ctx),
  };
}

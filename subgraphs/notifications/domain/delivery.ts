import type { OutgoingChannel } from './channel.ts';

/**
 * `WAITING` for its first or next attempt, `SENT`, `SKIPPED` (there is no way to this person by this channel), or `DEAD`: it
 * could not be delivered, and somebody may have it tried again.
 */
export const DELIVERY_STATES = ['WAITING', 'SENT', 'SKIPPED', 'DEAD'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One notice on its way by one channel. */
export interface Delivery {
  id: string;
  ownerId: string;
  notificationId: string;
  channel: OutgoingChannel;
  state: DeliveryState;
  /** Attempts that were made since it was put there, or was last asked to be tried again. */
  attempts: number;
  /** Why it was not delivered; null while nothing failed. */
  lastError: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What came of one attempt. */
export type AttemptOutcome =
  | { kind: 'sent' }
  /** There is no way to this person by this channel; that is nobody's fault. */
  | { kind: 'no-way'; cause: string }
  /** It may succeed later. */
  | {
      kind: 'failed';
      cause: string /** So long the other side wants to be left alone, in milliseconds. */;
      retryAfterMs?: number | null;
    }
  /** It will never succeed as it is. */
  | { kind: 'refused'; cause: string };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** A push, or a text, that is older than a day is no news. */
const LONGEST_WAIT_MS = 12 * HOUR_MS;

/** How long to wait after each failed attempt, by channel; after the last there is no further one. Mail servers may rest for hours. */
const WAITS_MS: Readonly<Record<OutgoingChannel, readonly number[]>> = {
  EMAIL: [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
  WEB_PUSH: [10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS],
  SMS: [30 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
};

/**
 * What becomes of a delivery after an attempt.
 * @param attempts how many were made, this one included
 * @returns `retryAfterMs` when another attempt is due
 */
export function afterAttempt(
  channel: OutgoingChannel,
  attempts: number,
  outcome: AttemptOutcome,
): { state: DeliveryState; cause: string | null; retryAfterMs: number | null } {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'SENT', cause: null, retryAfterMs: null };
    case 'no-way':
      return { state: 'SKIPPED', cause: outcome.cause, retryAfterMs: null };
    case 'refused':
      return { state: 'DEAD', cause: outcome.cause, retryAfterMs: null };
    case 'failed': {
      const own = WAITS_MS[channel][attempts - 1];
      // Longer than it asked for is polite, shorter is not; somebody who asks for days is not waited for.
      const waitMs =
        own === undefined ? null : Math.max(own, Math.min(outcome.retryAfterMs ?? 0, LONGEST_WAIT_MS));
      return { state: waitMs === null ? 'DEAD' : 'WAITING', cause: outcome.cause, retryAfterMs: waitMs };
    }
  }
}

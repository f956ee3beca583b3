import { newId } from '@effect-studio/kernel/ids';
import { TokensConsumed, TokensRefunded, TokensReserved } from '@effect-studio/schema/events/economics';
import { RunCancelled, RunExpired, RunFailed, RunRejected } from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';

const INBOX = `query($first: Int, $after: Cursor) { notifications(first: $first, after: $after) {
  unreadCount pageInfo { endCursor hasNextPage } edges { cursor node { id kind title body readAt run { id } } } } }`;

export interface Inbox {
  notifications: {
    unreadCount: number;
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
    edges: {
      cursor: string;
      node: {
        id: string;
        kind: string;
        title: string;
        body: string;
        readAt: string | null;
        run: { id: string } | null;
      };
    }[];
  };
}

/** An inbox as its owner reads it. */
export const inboxOf = async (
  studio: TestStudio,
  caller: ReturnType<typeof creator>,
  variables: Record<string, unknown> = {},
) => {
  const { data, errors } = await studio.execute<Inbox>('notifications', caller, INBOX, variables);
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
  return data!.notifications;
};
/** What an inbox says, newest first. */
export const noticesOf = async (studio: TestStudio, caller: ReturnType<typeof creator>) =>
  (await inboxOf(studio, caller)).edges.map(({ node }) => ({ kind: node.kind, body: node.body }));

/** A run of a new creator, and the events that may come of it. */
export function newRun(studio: TestStudio) {
  const caller = creator();
  const run = { runId: newId(), ownerId: caller.subjectId! };
  const refusal = { reason: 'ALL_FAILED', humanReadableCause: 'Cause.', suggestedAction: 'Do this.' };
  const send = {
    reserved: (amountTokens = 30) =>
      studio.deliver('notifications', TokensReserved, run.runId, {
        ...run,
        reservationId: newId(),
        amountTokens,
      }),
    charged: () =>
      studio.deliver('notifications', TokensConsumed, run.runId, {
        ...run,
        reservationId: newId(),
        amountTokens: 30,
        releasedTokens: 0,
        revenueNanoUsd: '300000000',
      }),
    refunded: (kind: 'released' | 'refunded' = 'released', amountTokens = 30) =>
      studio.deliver('notifications', TokensRefunded, run.runId, {
        ...run,
        amountTokens,
        kind,
        reason: 'The run did not work out.',
      }),
    failed: (overrides: { failedIn?: 'RUNNING' | 'AWAITING_MEDIA'; causationId?: string } = {}) =>
      studio.deliver(
        'notifications',
        RunFailed,
        run.runId,
        { ...run, ...refusal, failedIn: overrides.failedIn ?? 'RUNNING' },
        { causationId: overrides.causationId ?? null },
      ),
    rejected: () => studio.deliver('notifications', RunRejected, run.runId, { ...run, ...refusal }),
    cancelled: () =>
      studio.deliver('notifications', RunCancelled, run.runId, { ...run, cancelledBy: run.ownerId }),
    expired: () =>
      studio.deliver('notifications', RunExpired, run.runId, { ...run, ...refusal, expiredIn: 'RUNNING' }),
  };
  return { caller, run, send };
}

import { type InvalidState, problem } from '@effect-studio/kernel/errors';
import type { Review } from '../domain/review-item.ts';

/** The rules want other eyes than the caller's. */
export function needsOtherEyes(item: Review, humanReadableCause: string): InvalidState {
  return problem('InvalidState', {
    title: 'Somebody else has to approve',
    status: 409,
    humanReadableCause,
    suggestedAction: 'Ask another reviewer. You may reject it.',
    instance: item.id,
  });
}

/** It left the queue before. */
export function notDecidable(item: Review, humanReadableCause: string): InvalidState {
  return problem('InvalidState', {
    title: 'Not waiting for a decision',
    status: 409,
    humanReadableCause,
    suggestedAction: 'Reload the queue.',
    instance: item.id,
  });
}

/** Somebody else looks at it. */
export function isTaken({ id, claimedUntil }: Review): InvalidState {
  return problem('InvalidState', {
    title: 'Somebody else looks at it',
    status: 409,
    humanReadableCause: 'Another reviewer looks at this now.',
    suggestedAction: `Take the next one; unless they decide, it is free at ${claimedUntil?.toISOString().slice(11, 16)} UTC.`,
    instance: id,
  });
}

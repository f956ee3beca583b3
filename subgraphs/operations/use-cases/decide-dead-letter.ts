import { DEAD_LETTER_TICK } from '@effect-studio/kernel/bus/dead-letter-replayer';
import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
  StudioError,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { type Decision, stateAfter } from '../domain/dead-letter-decision.ts';
import type { DeadLetterState } from '../generated/resolvers.ts';
import { decide, lockDeadLetter } from '../persistence/dead-letter-decisions.ts';

/** What a decision is refused with, whichever it is. */
export type DecisionRefusal = NotFound | InvalidState | IdempotencyConflict;

/** Has a letter done again by its owner, and those parked behind it. */
export function replayDeadLetter(
  ctx: CallContext,
  command: { deadLetterId: string; idempotencyKey: string },
): Promise<{ id: string } | DecisionRefusal> {
  return decideOn(ctx, 'replay', { ...command, reason: null });
}

/** Keeps a letter, or gives it up. @param command `reason` is kept with the letter and in its history */
export async function setDeadLetterAside(
  ctx: CallContext,
  decision: 'quarantine' | 'discard',
  command: { deadLetterId: string; reason: string; idempotencyKey: string },
): Promise<{ id: string } | InvalidInput | DecisionRefusal> {
  const reason = command.reason.trim();
  if (reason === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why the letter is set aside.');
  }
  return decideOn(ctx, decision, { ...command, reason });
}

async function decideOn(
  ctx: CallContext,
  decision: Decision,
  command: { deadLetterId: string; reason: string | null; idempotencyKey: string },
): Promise<{ id: string } | DecisionRefusal> {
  const { deadLetterId, reason, idempotencyKey: key } = command;
  const decidedBy = ctx.caller.subjectId;
  if (!decidedBy)
    throw new StudioError('NO_DECIDER', 'a decision about a dead letter needs somebody who takes it');
  if (!isId(deadLetterId)) return notFound('dead letter', deadLetterId);
  const payload = { deadLetterId, reason };
  return idempotent(ctx, { operation: `${decision}DeadLetter`, key, payload }, async (tx) => {
    const letter = await lockDeadLetter(tx, deadLetterId);
    if (!letter) return notFound('dead letter', deadLetterId);
    const after = stateAfter(decision, letter.state);
    if (!after) return notNow(deadLetterId, letter.state);
    await decide(tx, { deadLetterId, before: letter.state, after, reason, decidedBy });
    // After a discard too: what was parked behind the letter may go on.
    tx.afterCommit(() => ctx.ticks.publish(DEAD_LETTER_TICK, { owner: letter.owner }));
    return { id: deadLetterId };
  });
}

function notNow(deadLetterId: string, state: DeadLetterState): InvalidState {
  return problem('InvalidState', {
    title: 'Not in this state',
    status: 409,
    humanReadableCause: `This letter is ${state.toLowerCase()}.`,
    suggestedAction:
      state === 'PARKED'
        ? 'Replay the letter that it waits for; this one follows by itself.'
        : 'Reload the letter and decide again.',
    instance: deadLetterId,
  });
}

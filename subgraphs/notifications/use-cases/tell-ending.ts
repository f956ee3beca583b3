import type { Transaction } from '@effect-studio/kernel/database';
import { REFUND_PATIENCE_MS, settlementToTell } from '../domain/run-ending.ts';
import { addEndingFact, type EndingFact, endingTold } from '../persistence/run-ending-rows.ts';
import { notify } from './notify.ts';

/** Kind of the timer that ends the wait for a refund. */
export const TELL_ENDING = 'tell-ending';

/**
 * Takes in a fact about a run's ending and tells its owner, once, when enough is known: a failure, a
 * rejection and the refund that follows are one notice.
 * @param isTimeUp no longer waits for the refund
 */
export async function tellEnding(tx: Transaction, fact: EndingFact, isTimeUp = false): Promise<void> {
  const facts = await addEndingFact(tx, fact);
  const settlement = settlementToTell(facts, isTimeUp);
  if (settlement === null || facts.ending === null) return;
  const { runId, ownerId } = fact;
  if (settlement === 'wait') {
    await tx.schedule({
      kind: TELL_ENDING,
      dedupeKey: `${TELL_ENDING}:${runId}`,
      payload: { runId, ownerId },
      dueAt: new Date(tx.now.getTime() + REFUND_PATIENCE_MS),
    });
    return;
  }
  const { kind, topic, cause, suggestion, reason = '', quote } = facts.ending;
  await notify(tx, {
    ownerId,
    kind,
    topic,
    values: {
      cause: { refusedFor: reason, cause, ...(quote ? { quote } : {}) },
      suggestion: { refusedFor: reason, suggestion },
      settlement: { settlement },
    },
    runId,
  });
  await endingTold(tx, runId, settlement.kind);
}

import type { QualityVector } from '@effect-studio/schema/media/quality-vector';

/** What somebody decided about measured outputs. */
export type Decision = {
  id: string;
  effectTypeId: string;
  decidedAt: Date;
  /** Of what was approved, rejected or chosen. */
  vector: QualityVector;
} & (
  | { kind: 'APPROVED' | 'REJECTED' }
  | {
      kind: 'CHOSEN';
      /** Of the candidates that the same person saw and left. */
      others: readonly QualityVector[];
    }
);

/** Somebody liked one output better than another. */
export interface Preference {
  /** The decision that it comes from: preferences of one decision are one voice. */
  decisionId: string;
  effectTypeId: string;
  preferred: QualityVector;
  other: QualityVector;
}

/**
 * Preferences in decisions. A choice is one over each candidate that was left. A rejection says that what was approved of
 * the same effect type last before it, and next after it, was better; an approval alone says nothing.
 * @returns in order of time
 */
export function preferencesOf(decisions: readonly Decision[]): Preference[] {
  const inOrder = [...decisions].sort(
    (one, other) =>
      one.decidedAt.getTime() - other.decidedAt.getTime() ||
      (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  );
  return inOrder.flatMap((decision, place) => {
    const over = (preferred: QualityVector, other: QualityVector) => ({
      decisionId: decision.id,
      effectTypeId: decision.effectTypeId,
      preferred,
      other,
    });
    if (decision.kind === 'CHOSEN') return decision.others.map((other) => over(decision.vector, other));
    if (decision.kind === 'APPROVED') return [];
    const isMatch = (one: Decision) => one.kind === 'APPROVED' && one.effectTypeId === decision.effectTypeId;
    const approved = [inOrder.slice(0, place).findLast(isMatch), inOrder.slice(place + 1).find(isMatch)];
    return approved.flatMap((one) => (one ? [over(one.vector, decision.vector)] : []));
  });
}

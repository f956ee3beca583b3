import { createHash } from 'node:crypto';
import type { AgentTrust } from './agent-trust.ts';

/** An agreement is worth as much as this many results that nobody compared. */
export const AGREEMENT_WORTH = 3;

/** Whether a task's output is checked: drawn by its id, so that it is the same however often it is asked. Pure. */
export function isDrawn(taskId: string, share: number): boolean {
  const draw = createHash('sha256').update(`spot-check:${taskId}`).digest().readUInt32BE(0) / 2 ** 32;
  return draw < share;
}

/** How far two clips are apart; see `perceptualDistance`. */
export interface Distance {
  colour: number;
  structure: number;
  length: number;
}

/**
 * Same workflow, same seed: the same picture, but for what encoders and accelerators round. Another encoding of a clip lies below a
 * third of each.
 */
const LIMITS: Distance = { colour: 0.06, structure: 0.2, length: 0.1 };

export const isSamePicture = (distance: Distance): boolean =>
  distance.colour <= LIMITS.colour &&
  distance.structure <= LIMITS.structure &&
  distance.length <= LIMITS.length;

/** What follows from a comparison. */
export type CheckOutcome =
  | { kind: 'agreed' }
  /** Somebody else is to render it, too: then it shows who was wrong. */
  | { kind: 'askThird' }
  | { kind: 'wrong'; who: 'agent' | 'checker' }
  /** Nobody is left who could tell. */
  | { kind: 'inconclusive' };

/**
 * Decides over a first check. A trusted machine's word counts against one on probation at once; between equals a third decides. Pure.
 */
export function judgeFirst(isSame: boolean, trust: { agent: AgentTrust; checker: AgentTrust }): CheckOutcome {
  if (isSame) return { kind: 'agreed' };
  if (trust.checker === 'TRUSTED' && trust.agent !== 'TRUSTED') return { kind: 'wrong', who: 'agent' };
  return { kind: 'askThird' };
}

/** Decides over a second check, of three outputs of which the first two differ. Pure. */
export function judgeSecond(third: { isLikeAgent: boolean; isLikeChecker: boolean }): CheckOutcome {
  if (third.isLikeAgent === third.isLikeChecker) return { kind: 'inconclusive' };
  return { kind: 'wrong', who: third.isLikeAgent ? 'checker' : 'agent' };
}

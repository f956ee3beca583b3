import type { Effect } from './effect.ts';

/**
 * Who took an effect out: the studio (a takedown), its creator (who does not want it shown any more), or nobody who could bring
 * it back, because its creator is forgotten.
 */
export type TakenOutBy = 'STUDIO' | 'CREATOR' | 'ERASURE';

type Standing = Pick<Effect, 'ownerId' | 'isPublished' | 'takenOutBy'>;

/** Its creator may have it not shown any more, at any time. */
export const mayWithdraw = (effect: Standing, personId: string | null): boolean =>
  effect.isPublished && effect.ownerId === personId;

/** What its creator withdrew they may have shown again: what it does was approved, and has not changed since. */
export const mayShowAgain = (effect: Standing, personId: string | null): boolean =>
  effect.takenOutBy === 'CREATOR' && effect.ownerId === personId;

/** A takedown is the studio's to take back; against its creator's wish nothing is shown. */
export const mayRepublish = (effect: Standing): boolean => effect.takenOutBy === 'STUDIO';

/** In the gallery, or out of it only as long as its creator likes: a takedown is for both. */
export const mayTakeOut = (effect: Standing): boolean =>
  effect.isPublished || effect.takenOutBy === 'CREATOR';

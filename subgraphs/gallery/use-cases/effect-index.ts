import type { Transaction } from '@effect-studio/kernel/database';
import type { Effect } from '../domain/effect.ts';
import type { SearchWords } from '../domain/search-words.ts';

export type EffectOrder = 'RELEVANCE' | 'NEWEST' | 'MOST_USED' | 'CHEAPEST';

/** Which published effects are asked for, and in which order. */
export interface EffectSearch {
  /** Null: all of them. */
  words: SearchWords | null;
  /** Takes effects that hold nearly the words, instead of those that hold them. */
  isForgiving: boolean;
  effectTypeId: string | null;
  categoryId: string | null;
  /** All of them. */
  tags: readonly string[];
  order: EffectOrder;
}

/** A place in an order: greater values come first, then greater ids. */
export interface Place {
  value: bigint;
  id: string;
}

/** Finds published effects of the caller's tenant. PostgreSQL does in the box; a search engine may behind this port. */
export interface EffectIndex {
  /** Those that fit, in their order. @param behind the place to go on behind; null begins */
  find(
    tx: Transaction,
    search: EffectSearch,
    behind: Place | null,
    limit: number,
  ): Promise<{ effect: Effect; place: Place }[]>;
}

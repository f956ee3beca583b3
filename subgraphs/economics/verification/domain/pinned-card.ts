/** A rate card's place in time. */
export interface CardOfTime {
  version: number;
  effectiveFrom: Date;
  publishedAt: Date;
  /** False: the house's, which holds as long as the tenant has none of its own. */
  isOwn: boolean;
}

/** Processes agree on the time to well within this; a card that was published so near to a booking may count or not. */
const CLOCKS_AGREE_MS = 1_000;

/**
 * The versions that an entry may be pinned to: what held at the moment of the work, as known when it was first booked.
 * @param cards in the order in which they begin; of two that begin together the later version holds
 * @returns one version, several when cards were published as it was booked; null: no card held
 */
export function cardsInForce(
  cards: readonly CardOfTime[],
  eventTime: Date,
  bookedAt: Date,
): Set<number | null> {
  const [earliest, latest] = [bookedAt.getTime() - CLOCKS_AGREE_MS, bookedAt.getTime() + CLOCKS_AGREE_MS];
  const held = (known: readonly CardOfTime[]): number | null => {
    const own = known.filter(({ isOwn }) => isOwn);
    return (
      (own.length > 0 ? own : known).findLast((card) => card.effectiveFrom <= eventTime)?.version ?? null
    );
  };
  const doubtful = cards
    .filter(({ publishedAt }) => publishedAt.getTime() > earliest && publishedAt.getTime() <= latest)
    .sort((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime() || a.version - b.version);
  const inForce = new Set<number | null>();
  for (let known = 0; known <= doubtful.length; known += 1) {
    const later = new Set(doubtful.slice(known));
    inForce.add(held(cards.filter((card) => card.publishedAt.getTime() <= latest && !later.has(card))));
  }
  return inForce;
}

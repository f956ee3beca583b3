/** Part of a provider's weight that is to go to the others, for a time. */
export interface WeightShift {
  actionId: string;
  providerId: string;
  /** 0 to 1, of the weight that the provider would have. */
  share: number;
}

/** What a shift needs of a manifest's entry. */
export interface WeightedEntry {
  effectTypeId: string;
  providerId: string;
  weight: number;
  reason: string;
}

/**
 * Takes a share of weight from providers and gives it to the others of the same effect type, in proportion to the
 * weight that they have. An effect type that nobody else serves keeps its weights: work is never turned away. The sum
 * of an effect type's weights does not change. Pure.
 */
export function shiftWeights<Entry extends WeightedEntry>(
  entries: readonly Entry[],
  shifts: readonly WeightShift[],
): Entry[] {
  if (shifts.length === 0) return [...entries];
  const shareOf = new Map(shifts.map(({ providerId, share }) => [providerId, share]));
  const shifted = new Map<Entry, number>();
  for (const group of Map.groupBy(entries, (entry) => entry.effectTypeId).values()) {
    const takers = group.filter((entry) => entry.weight > 0 && !shareOf.has(entry.providerId));
    const room = takers.reduce((sum, entry) => sum + entry.weight, 0);
    if (room === 0) continue;
    let moved = 0;
    for (const entry of group) {
      const share = shareOf.get(entry.providerId);
      if (share === undefined || entry.weight === 0) continue;
      const part = millionths(entry.weight * share);
      shifted.set(entry, millionths(entry.weight - part));
      moved = millionths(moved + part);
    }
    let left = moved;
    for (const [index, entry] of takers.entries()) {
      const part = index === takers.length - 1 ? left : millionths((moved * entry.weight) / room);
      shifted.set(entry, millionths(entry.weight + part));
      left = millionths(left - part);
    }
  }
  return entries.map((entry) => {
    const weight = shifted.get(entry) ?? entry.weight;
    const share = weight < entry.weight ? shareOf.get(entry.providerId) : undefined;
    if (share === undefined) return { ...entry, weight };
    return {
      ...entry,
      weight,
      reason: `${entry.reason}; ${Math.round(share * 100)} % moved away by the engine`,
    };
  });
}

/** Weights have six digits, as the manifest's digest sees them. */
const millionths = (value: number): number => Math.round(value * 1e6) / 1e6;

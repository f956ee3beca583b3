/** One version of the prices, as far as a provider's history needs it. */
export interface PricedCard {
  version: number;
  effectiveFrom: string;
  note: string;
  instanceRates: readonly { providerId: string; instanceType: string; nanoUsdPerHour: string }[];
  providerPrices: readonly { providerId: string; model: string; unit: string; nanoUsd: string }[];
}

/** A price of a provider that a card changed or named first. */
export interface PriceStep {
  version: number;
  effectiveFrom: string;
  note: string;
  /** What is paid for: a kind of machine by the hour, or a unit of a model. */
  what: string;
  unit: string;
  nanoUsd: string;
  /** What held before; null for the first. */
  beforeNanoUsd: string | null;
}

/** How the prices of one provider changed, newest first; cards that left them as they were are not in it. */
export function priceSteps(cards: readonly PricedCard[], providerId: string): PriceStep[] {
  const known = new Map<string, string>();
  const steps: PriceStep[] = [];
  for (const card of [...cards].sort((a, b) => a.version - b.version)) {
    for (const { what, unit, nanoUsd } of pricesOf(card, providerId)) {
      const key = `${what} ${unit}`;
      const before = known.get(key) ?? null;
      known.set(key, nanoUsd);
      if (before === nanoUsd) continue;
      const { version, effectiveFrom, note } = card;
      steps.push({ version, effectiveFrom, note, what, unit, nanoUsd, beforeNanoUsd: before });
    }
  }
  return steps.reverse();
}

const pricesOf = ({ instanceRates, providerPrices }: PricedCard, providerId: string) => [
  ...instanceRates
    .filter((rate) => rate.providerId === providerId)
    .map(({ instanceType, nanoUsdPerHour }) => ({
      what: instanceType,
      unit: 'hour',
      nanoUsd: nanoUsdPerHour,
    })),
  ...providerPrices
    .filter((price) => price.providerId === providerId)
    .map(({ model, unit, nanoUsd }) => ({ what: model, unit, nanoUsd })),
];

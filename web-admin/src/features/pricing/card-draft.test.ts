import { describe, expect, it } from 'vitest';
import type { RateCardPartsFragment } from '../../../generated/graphql.ts';
import { nanoOf, usdText } from '../../words/usd-text.ts';
import { cardInputOf, changesOf, draftOf, isGoodPrice } from './card-draft.ts';

const CARD = {
  version: 5,
  effectiveFrom: '2026-05-01T00:00:00Z',
  publishedAt: '2026-05-01T00:00:00Z',
  note: '',
  runPriceTokens: 50,
  tokenRateNanoUsd: '1000000',
  agentPayPpm: 700_000,
  spotMultiplierPpm: 300_000,
  instanceRates: [{ providerId: '*', instanceType: 'gpu.l4', nanoUsdPerHour: '810000000' }],
  providerPrices: [{ providerId: 'kling', model: 'pro 2', unit: 'SECOND', nanoUsd: '70000000' }],
  effectPrices: [{ priceTokens: 60, effectType: { id: 'duotone', title: 'Duotone' } }],
} as RateCardPartsFragment;
const EFFECTS = [
  { id: 'duotone', title: 'Duotone' },
  { id: 'glow', title: 'Glow' },
];

describe('a draft of prices', () => {
  it('says the same card again when nothing was typed', () => {
    const draft = draftOf(CARD, EFFECTS);
    expect(draft.every(isGoodPrice)).toBe(true);
    expect(changesOf(draft, draft)).toEqual([]);
    expect(cardInputOf(draft)).toEqual({
      runPriceTokens: 50,
      tokenRateNanoUsd: '1000000',
      agentPayPpm: 700_000,
      spotMultiplierPpm: 300_000,
      instanceRates: [{ providerId: '*', instanceType: 'gpu.l4', nanoUsdPerHour: '810000000' }],
      providerPrices: [{ providerId: 'kling', model: 'pro 2', unit: 'SECOND', nanoUsd: '70000000' }],
      effectPrices: [{ effectTypeId: 'duotone', priceTokens: 60 }],
    });
  });

  it('names what differs, and takes 0.810 for 0.81', () => {
    const before = draftOf(CARD, EFFECTS);
    const after = before.map((price) =>
      price.key === 'instance * gpu.l4'
        ? { ...price, text: '0.810' }
        : price.key === 'effect glow'
          ? { ...price, text: '70' }
          : price,
    );
    expect(changesOf(before, after)).toEqual([
      { key: 'effect glow', name: 'Glow per run', before: 'the general price', after: '70 tk' },
    ]);
  });

  it.each(['', '-1', '1.2.3', '1e3', '0.0000000001', 'free'])('takes %o for no amount of money', (text) => {
    expect(nanoOf(text)).toBeNull();
  });

  it('keeps every digit of a price', () => {
    expect([usdText('1'), usdText('2000000000'), nanoOf('0.000000001'), nanoOf('12')]).toEqual([
      '0.000000001',
      '2',
      '1',
      '12000000000',
    ]);
  });
});

import { expect, it } from 'vitest';
import { type PricedCard, priceSteps } from './price-steps.ts';

const card = (version: number, nanoUsdPerHour: string, others: Partial<PricedCard> = {}): PricedCard => ({
  version,
  effectiveFrom: `2026-0${version}-01T00:00:00Z`,
  note: `card ${version}`,
  instanceRates: [
    { providerId: 'cpu-atelier', instanceType: 'cpu.atelier', nanoUsdPerHour },
    { providerId: 'cpu-swift', instanceType: 'cpu.swift', nanoUsdPerHour: '1' },
  ],
  providerPrices: [],
  ...others,
});

it('tells each change of one provider, newest first, with what held before', () => {
  const cards = [card(3, '200'), card(1, '100'), card(2, '100')];
  expect(priceSteps(cards, 'cpu-atelier')).toEqual([
    expect.objectContaining({ version: 3, what: 'cpu.atelier', nanoUsd: '200', beforeNanoUsd: '100' }),
    expect.objectContaining({ version: 1, nanoUsd: '100', beforeNanoUsd: null }),
  ]);
});

it('knows what partners charge by the unit, and nothing of providers without a price', () => {
  const providerPrices = [{ providerId: 'partner', model: 'video-1', unit: 'second', nanoUsd: '5' }];
  expect(priceSteps([card(1, '100', { providerPrices })], 'partner')).toMatchObject([
    { what: 'video-1', unit: 'second', nanoUsd: '5' },
  ]);
  expect(priceSteps([card(1, '100')], 'nobody')).toEqual([]);
});

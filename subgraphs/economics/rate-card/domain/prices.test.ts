import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTerms } from './check-terms.ts';
import { diffTerms, onlyAddsPrices } from './diff-terms.ts';
import { HOUSE_RATE_CARD } from './house-rate-card.ts';
import { priceUsage, type UsageQuantities } from './price-usage.ts';
import {
  ANY_MODEL,
  agentPay,
  machineRate,
  type ProviderPrice,
  priceWork,
  type RateCardTerms,
  runPrice,
} from './rate-card.ts';

const NONE: UsageQuantities = { calls: 0, durationMs: 0, inputTokens: 0, outputTokens: 0, milliCredits: 0 };
const cardWith = (providerPrices: readonly ProviderPrice[]): RateCardTerms => ({
  ...HOUSE_RATE_CARD,
  providerPrices,
});
const price = (unit: ProviderPrice['unit'], nanoUsd: bigint, model = ANY_MODEL): ProviderPrice => ({
  providerId: 'llm',
  model,
  unit,
  nanoUsd,
});

describe('pricing a partner’s service', () => {
  it('costs 75 nano-USD per token at USD 0.075 per thousand, to the nano-dollar', () => {
    const card = cardWith([
      price('MILLION_INPUT_TOKENS', 75_000_000n),
      price('MILLION_OUTPUT_TOKENS', 300_000_000n),
    ]);
    const used = { ...NONE, calls: 1, durationMs: 900, inputTokens: 1, outputTokens: 2 };
    expect(priceUsage(card, 'llm', 'flash', used)).toBe(75n + 600n);
  });

  it('is rounded once over all units, never further from the exact sum than half a nano-dollar', () => {
    const amount = fc.nat(10 ** 9);
    const nanoUsd = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(
        fc.record({
          calls: amount,
          durationMs: amount,
          inputTokens: amount,
          outputTokens: amount,
          milliCredits: amount,
        }),
        fc.tuple(nanoUsd, nanoUsd, nanoUsd, nanoUsd, nanoUsd),
        (used, [call, second, input, output, credit]) => {
          const card = cardWith([
            price('CALL', call),
            price('SECOND', second),
            price('MILLION_INPUT_TOKENS', input),
            price('MILLION_OUTPUT_TOKENS', output),
            price('CREDIT', credit),
          ]);
          const exactMillionths =
            BigInt(used.calls) * call * 1_000_000n +
            BigInt(used.durationMs) * second * 1_000n +
            BigInt(used.inputTokens) * input +
            BigInt(used.outputTokens) * output +
            BigInt(used.milliCredits) * credit * 1_000n;
          const error = priceUsage(card, 'llm', 'flash', used)! * 1_000_000n - exactMillionths;
          expect(2n * (error < 0n ? -error : error) <= 1_000_000n).toBe(true);
        },
      ),
    );
  });

  it('prefers the model’s own prices', () => {
    const card = cardWith([price('CALL', 10n), price('CALL', 3n, 'small')]);
    expect(priceUsage(card, 'llm', 'small', { ...NONE, calls: 2 })).toBe(6n);
    expect(priceUsage(card, 'llm', 'large', { ...NONE, calls: 2 })).toBe(20n);
  });

  it('is unknown without a price for what was used, which is not zero', () => {
    const card = cardWith([price('MILLION_INPUT_TOKENS', 75_000_000n)]);
    expect(priceUsage(card, 'llm', 'flash', { ...NONE, inputTokens: 5, outputTokens: 1 })).toBeNull();
    expect(priceUsage(card, 'nobody', 'flash', { ...NONE, calls: 1 })).toBeNull();
    expect(priceUsage(null, 'llm', 'flash', { ...NONE, calls: 1 })).toBeNull();
    expect(priceUsage(cardWith([price('CALL', 0n)]), 'llm', 'flash', { ...NONE, outputTokens: 9 })).toBe(0n);
  });
});

describe('pricing machines', () => {
  const card: RateCardTerms = {
    ...HOUSE_RATE_CARD,
    instanceRates: [
      { providerId: 'gpu', instanceType: 'l4', nanoUsdPerHour: 1_000n },
      { providerId: 'gpu', instanceType: 'a10', nanoUsdPerHour: 2_000n },
      { providerId: '*', instanceType: 'l4', nanoUsdPerHour: 700n },
    ],
    spotMultiplierPpm: 350_000,
  };

  it('takes the rate of the machine’s own type, else the provider’s first, and the spot multiplier', () => {
    const hour = 3_600_000;
    expect(priceWork(card, 'gpu', hour, 'l4').costNanoUsd).toBe(1_000n);
    expect(priceWork(card, 'gpu', hour, 'l4:spot')).toEqual({
      instanceType: 'l4:spot',
      nanoUsdPerHour: 350n,
      costNanoUsd: 350n,
    });
    expect(priceWork(card, 'gpu', hour, 'unheard').instanceType).toBe('a10');
  });

  it('knows what a machine costs while it waits only when the card says so', () => {
    expect(machineRate(card, 'l4')).toBe(700n);
    expect(machineRate(card, 'l4:spot')).toBe(245n);
    expect(machineRate(card, 'a10')).toBeNull();
    expect(machineRate(null, 'l4')).toBeNull();
  });

  it('pays owners their share of the work’s cost', () => {
    expect(agentPay(HOUSE_RATE_CARD, 85_000n)).toBe(59_500n);
  });
});

describe('rate cards as a whole', () => {
  it('price an effect of its own, and all others alike', () => {
    const card = { ...HOUSE_RATE_CARD, effectPrices: [{ effectTypeId: 'look-match', priceTokens: 35 }] };
    expect([runPrice(card, 'look-match'), runPrice(card, 'glow'), runPrice(card, null)]).toEqual([
      35, 20, 20,
    ]);
  });

  it('tell what differs, by name', () => {
    const after = {
      ...HOUSE_RATE_CARD,
      runPriceTokens: 25,
      providerPrices: [price('CALL', 7n)],
      instanceRates: HOUSE_RATE_CARD.instanceRates.slice(1),
    };
    expect(diffTerms(HOUSE_RATE_CARD, after)).toEqual([
      { price: 'instance rate cpu-swift cpu.swift (nano-USD per hour)', before: '85000000', after: null },
      { price: 'provider price llm * CALL (nano-USD)', before: null, after: '7' },
      { price: 'run price (tokens)', before: '20', after: '25' },
    ]);
    expect(diffTerms(after, after)).toEqual([]);
  });

  it('only add prices when nothing that was there changes or goes', () => {
    const added = { ...HOUSE_RATE_CARD, providerPrices: [price('CALL', 7n)] };
    expect(onlyAddsPrices(HOUSE_RATE_CARD, added)).toBe(true);
    expect(onlyAddsPrices(added, HOUSE_RATE_CARD)).toBe(false);
    expect(onlyAddsPrices(HOUSE_RATE_CARD, { ...added, runPriceTokens: 21 })).toBe(false);
    const effect = { ...added, effectPrices: [{ effectTypeId: 'look-match', priceTokens: 1 }] };
    expect(onlyAddsPrices(HOUSE_RATE_CARD, effect)).toBe(false);
  });

  it('are refused with negative, repeated or nameless prices', () => {
    expect(checkTerms(HOUSE_RATE_CARD)).toBeNull();
    const faults = [
      { ...HOUSE_RATE_CARD, tokenRateNanoUsd: 0n },
      { ...HOUSE_RATE_CARD, runPriceTokens: -1 },
      { ...HOUSE_RATE_CARD, spotMultiplierPpm: 1_000_001 },
      cardWith([price('CALL', -1n)]),
      cardWith([price('CALL', 1n), price('CALL', 2n)]),
      cardWith([{ ...price('CALL', 1n), providerId: ' ' }]),
    ].map((terms) => checkTerms(terms)?.field);
    expect(faults).toEqual([
      'tokenRateNanoUsd',
      'runPriceTokens',
      'spotMultiplierPpm',
      'providerPrices',
      'providerPrices',
      'providerPrices',
    ]);
  });
});

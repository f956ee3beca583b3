import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import economics from '../subgraph.ts';
import { HOUSE_RATE_CARD } from './domain/house-rate-card.ts';
import { digestOfTerms } from './domain/rate-card.ts';
import { rateCardAsOf } from './persistence/rate-cards.ts';
import { publishRateCard, seedHouseRateCard } from './use-cases/publish-rate-card.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(() => studio.close());

const asOf = (moment: Date) => {
  const ctx = studio.call('economics');
  return ctx.db.transaction(ctx, (tx) => rateCardAsOf(tx, moment));
};

describe('rate cards', () => {
  it('are seeded once, and a later card stays in force when the seed runs again', async () => {
    const ctx = () => studio.call('economics');
    expect(await asOf(studio.clock.now())).toBeNull();
    const seeds = await Promise.all(Array.from({ length: 5 }, () => seedHouseRateCard(ctx())));
    expect(new Set(seeds)).toEqual(new Set([1]));
    studio.clock.advance(60_000);
    const terms = { ...HOUSE_RATE_CARD, runPriceTokens: 25 };
    expect(await publishRateCard(ctx(), { terms, note: 'dearer' })).toBe(2);
    expect(await seedHouseRateCard(ctx())).toBe(1);
    const quote = await studio.execute(
      'economics',
      creator(),
      '{ quoteRun { amountTokens rateCardVersion } }',
    );
    expect(quote.data).toEqual({ quoteRun: { amountTokens: 25, rateCardVersion: 2 } });
  });

  it('answer what held at any moment, to the millisecond', async () => {
    const change = new Date(studio.clock.now().getTime() + 3_600_000);
    const terms = { ...HOUSE_RATE_CARD, runPriceTokens: 30 };
    const version = await publishRateCard(studio.call('economics'), {
      terms,
      note: 'later',
      effectiveFrom: change,
    });
    expect((await asOf(new Date(change.getTime() - 1)))!.version).toBe(version - 1);
    const held = (await asOf(change))!;
    expect(held.version).toBe(version);
    expect(digestOfTerms(held)).toBe(digestOfTerms(terms));
    expect((await asOf(new Date(0)))!.version).toBe(1);
  });

  it('can go back to earlier prices, as a version of its own', async () => {
    studio.clock.advance(7_200_000);
    const version = await publishRateCard(studio.call('economics'), { terms: HOUSE_RATE_CARD, note: 'back' });
    expect(version).toBe(4);
    expect((await asOf(studio.clock.now()))!).toMatchObject({ version: 4, runPriceTokens: 20 });
  });

  it('are published by admins, once per key, with what changed', async () => {
    const publish = `mutation ($input: PublishRateCardInput!) { publishRateCard(input: $input) {
      __typename
      ... on RateCardPublication { rateCard { version agentPayPpm } previous { version } changes { price before after } }
      ... on InvalidInput { field } } }`;
    const terms = {
      tokenRateNanoUsd: '1000000',
      runPriceTokens: 20,
      instanceRates: HOUSE_RATE_CARD.instanceRates.map((rate) => ({
        ...rate,
        nanoUsdPerHour: rate.nanoUsdPerHour.toString(),
      })),
      providerPrices: [{ providerId: 'llm', unit: 'CALL', nanoUsd: '7' }],
      note: 'an LLM',
    };
    const ask = async (caller: Caller, input: object) =>
      (await studio.execute('economics', caller, publish, { input })).data?.publishRateCard;
    const [boss, idempotencyKey] = [admin(), newId()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(boss, { ...terms, idempotencyKey })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([
        JSON.stringify({
          __typename: 'RateCardPublication',
          rateCard: { version: 5, agentPayPpm: 700_000 },
          previous: { version: 4 },
          changes: [{ price: 'provider price llm * CALL (nano-USD)', before: null, after: '7' }],
        }),
      ]),
    );
    const past = new Date(studio.clock.now().getTime() - 1).toISOString();
    expect(
      await ask(boss, { ...terms, runPriceTokens: 21, effectiveFrom: past, idempotencyKey: newId() }),
    ).toMatchObject({ __typename: 'InvalidInput', field: 'effectiveFrom' });
    expect(await ask(boss, { ...terms, runPriceTokens: -1, idempotencyKey: newId() })).toMatchObject({
      field: 'runPriceTokens',
    });
    expect(await ask(boss, { ...terms, note: 'other', idempotencyKey })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    expect(await ask(creator(), { ...terms, idempotencyKey: newId() })).toBeUndefined();
    const pages = await studio.execute(
      'economics',
      boss,
      `query ($moment: DateTime) { rateCard(asOf: $moment) { version }
        first: rateCards(first: 2) { edges { node { version } } pageInfo { endCursor hasNextPage } }
        rest: rateCards(after: "4") { edges { node { version } } pageInfo { hasNextPage } } }`,
      { moment: new Date(0).toISOString() },
    );
    const versions = (...list: number[]) => list.map((version) => ({ node: { version } }));
    expect(pages.data).toEqual({
      rateCard: { version: 1 },
      first: { edges: versions(5, 4), pageInfo: { endCursor: '4', hasNextPage: true } },
      rest: { edges: versions(3, 2, 1), pageInfo: { hasNextPage: false } },
    });
  });

  it('cannot be changed once published', async () => {
    await expect(
      studio.ownerPool.query('update economics.rate_card set token_rate_nano_usd = 1'),
    ).rejects.toThrow(/append-only/);
    await expect(studio.ownerPool.query('delete from economics.instance_rate')).rejects.toThrow(
      /append-only/,
    );
  });
});

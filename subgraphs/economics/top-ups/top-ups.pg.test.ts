import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { reconcileLedger } from '../ledger/use-cases/reconcile-ledger.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());
afterEach(() => vi.unstubAllEnvs());

const FIELDS = `__typename ... on TopUpOrder { id amountTokens priceUsd state checkoutUrl isTestPayment }
  ... on Problem { humanReadableCause } ... on InvalidInput { field }`;

async function ask<Data>(caller: ReturnType<typeof creator>, document: string, variables: object = {}) {
  const { data, errors } = await studio.execute<Data>('economics', caller, document, { ...variables });
  expect(errors).toBeUndefined();
  return data!;
}
type Answer = Record<string, unknown> & { id: string };
const buy = async (caller: ReturnType<typeof creator>, amountTokens: number): Promise<Answer> => {
  const document = `mutation ($input: BuyTokensInput!) { buyTokens(input: $input) { ${FIELDS} } }`;
  const input = { amountTokens, idempotencyKey: newId() };
  return (await ask<{ buyTokens: Answer }>(caller, document, { input })).buyTokens;
};
const settle = async (
  caller: ReturnType<typeof creator>,
  orderId: string,
  isPaid: boolean,
): Promise<Answer> => {
  const document = `mutation ($input: SettleTestPaymentInput!) { settleTestPayment(input: $input) { ${FIELDS} } }`;
  const input = { orderId, isPaid, idempotencyKey: newId() };
  return (await ask<{ settleTestPayment: Answer }>(caller, document, { input })).settleTestPayment;
};
const available = async (caller: ReturnType<typeof creator>) =>
  (await ask<{ wallet: { availableTokens: number } | null }>(caller, '{ wallet { availableTokens } }')).wallet
    ?.availableTokens ?? 0;

it('sells tokens at the rate in force: booked when paid, once, however often and at the same time it is said', async () => {
  vi.stubEnv('STUDIO_MODE', 'embedded');
  const anna = creator();
  const { quoteTopUp } = await ask<{ quoteTopUp: { priceUsd: string } }>(
    anna,
    '{ quoteTopUp(amountTokens: 500) { priceUsd } }',
  );
  const order = await buy(anna, 500);
  expect(order).toMatchObject({
    __typename: 'TopUpOrder',
    amountTokens: 500,
    priceUsd: quoteTopUp.priceUsd,
    state: 'PENDING',
    checkoutUrl: null,
    isTestPayment: true,
  });
  expect(await available(anna)).toBe(0);
  const answers = await Promise.all(Array.from({ length: 8 }, () => settle(anna, order.id, true)));
  expect(answers.filter(({ __typename }) => __typename === 'TopUpOrder')).toHaveLength(1);
  expect(await available(anna)).toBe(500);
  const ctx = studio.call('economics');
  expect(await reconcileLedger(ctx)).toMatchObject({ isBalanced: true });
  const { topUpOrders } = await ask<{ topUpOrders: { edges: { node: { id: string; state: string } }[] } }>(
    anna,
    '{ topUpOrders { edges { node { id state } } } }',
  );
  expect(topUpOrders.edges.map(({ node }) => node)).toEqual([{ id: order.id, state: 'PAID' }]);
});

it('books nothing that was declined, is another person’s, or cannot be bought', async () => {
  vi.stubEnv('STUDIO_MODE', 'embedded');
  const [anna, ben] = [creator(), creator()];
  const order = await buy(anna, 10);
  expect(await settle(ben, order.id, true)).toMatchObject({ __typename: 'NotFound' });
  expect(await settle(anna, order.id, false)).toMatchObject({ state: 'DECLINED' });
  expect(await settle(anna, order.id, true)).toMatchObject({ __typename: 'InvalidState' });
  for (const amount of [9, 100_001]) expect(await buy(anna, amount)).toMatchObject({ field: 'amountTokens' });
  expect([await available(anna), await available(ben)]).toEqual([0, 0]);
});

it('gives nothing away where payments are real and nobody takes them', async () => {
  vi.stubEnv('STUDIO_MODE', 'embedded');
  const anna = creator();
  const order = await buy(anna, 100);
  vi.stubEnv('STUDIO_MODE', 'production');
  expect(await settle(anna, order.id, true)).toMatchObject({ __typename: 'InvalidState' });
  expect(await buy(anna, 100)).toMatchObject({ __typename: 'InvalidState' });
  expect(await available(anna)).toBe(0);
});

import { newId } from '@effect-studio/kernel/ids';
import { RecommendationDecided } from '@effect-studio/schema/events/notifications';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { startAdvice } from '../workers/advice-jobs.ts';
import { type HistoryProvider, writeHistory } from './testing/write-history.ts';

const DAY_MS = 86_400_000;

const FIELDS = `id kind state title summary confidence sampleCount source qualityChange isAutoApplicable needsApproval
  effectType { id } toProvider { id } monthlyImpact { expectedNanoUsd interval { lowerNanoUsd upperNanoUsd level } }
  reason snoozedUntil application appliedAt measuredAt
  measurement { realised { expectedNanoUsd } qualityChange sampleCount }`;
interface Listed {
  id: string;
  kind: string;
  state: string;
  title: string;
  effectType: { id: string } | null;
  monthlyImpact: { expectedNanoUsd: string };
  application: string | null;
  measurement: { realised: { expectedNanoUsd: string }; sampleCount: number } | null;
}

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

const ask = async <Data>(document: string, variables: Record<string, unknown> = {}, caller = admin()) => {
  const { data, errors } = await studio.execute<Data>('economics', caller, document, variables);
  expect(errors).toBeUndefined();
  return data!;
};
const listed = async (): Promise<Listed[]> => {
  const document = `{ recommendations { edges { node { ${FIELDS} } } } }`;
  const { recommendations } = await ask<{ recommendations: { edges: { node: Listed }[] } }>(document);
  return recommendations.edges.map(({ node }) => node);
};
const generate = async (idempotencyKey = newId()) => {
  const document = `mutation($input: GenerateRecommendationsInput!) { generateRecommendations(input: $input) { __typename } }`;
  const answer = await ask<{ generateRecommendations: { __typename: string } }>(document, {
    input: { idempotencyKey },
  });
  await studio.settle();
  return answer.generateRecommendations.__typename;
};
const decide = (
  recommendationId: string,
  decision: 'approved' | 'rejected' | 'snoozed',
  more: { reason?: string; snoozedUntil?: Date } = {},
) =>
  studio.deliver('economics', RecommendationDecided, recommendationId, {
    recommendationId,
    reviewItemId: newId(),
    decision,
    decidedBy: newId(),
    decidedAt: studio.clock.now().toISOString(),
    reason: more.reason ?? null,
    snoozedUntil: more.snoozedUntil?.toISOString() ?? null,
  });

const provider = (providerId: string, busyMsPerUnit: number, quality = 0.8): HistoryProvider => ({
  providerId,
  workflowId: `w-${providerId}`,
  busyMsPerUnit,
  quality,
});
const history = (effectTypeId: string, providers: readonly HistoryProvider[], days = 28) =>
  writeHistory(studio, { seed: effectTypeId, effectTypeId, providers, people: 60, runsPerPerson: 3, days });
const of = async (effectTypeId: string) =>
  (await listed()).filter((one) => one.effectType?.id === effectTypeId && one.kind === 'PROVIDER_SWITCH');

describe('recommendations', () => {
  it('come from what really ran: the truly cheaper provider, told to reviewers once', async () => {
    // Atelier costs four times as much per hour as swift and is not four times as quick.
    await history('duotone', [provider('cpu-atelier', 2_000), provider('cpu-swift', 2_500)]);
    await history('cartoon', [provider('cpu-studio', 2_000), provider('cpu-swift', 4_000)]);
    expect(await generate()).toBe('RecommendationRound');
    const [found] = await of('duotone');
    expect(found).toMatchObject({
      kind: 'PROVIDER_SWITCH',
      state: 'PROPOSED',
      toProvider: { id: 'cpu-swift' },
      isAutoApplicable: true,
      needsApproval: true,
      source: 'USER_RUNS',
    });
    expect(BigInt(found!.monthlyImpact.expectedNanoUsd)).toBeGreaterThan(0n);
    // Half the rate at half the speed is no difference.
    expect(await of('cartoon')).toEqual([]);
    await generate();
    const events = await studio.written('RecommendationProposed.v1');
    expect(events.filter(({ aggregateId }) => aggregateId === found!.id)).toHaveLength(1);
    expect(await of('duotone')).toHaveLength(1);
  });

  it('are looked for once per key', async () => {
    const key = newId();
    const caller = admin();
    const document = `mutation($input: GenerateRecommendationsInput!) { generateRecommendations(input: $input) { __typename ... on RecommendationRound { requestedAt } } }`;
    const first = await ask(document, { input: { idempotencyKey: key } }, caller);
    studio.clock.advance(1_000);
    expect(await ask(document, { input: { idempotencyKey: key } }, caller)).toEqual(first);
  });

  it('that were rejected are not proposed again for two weeks', async () => {
    await history('look-match', [provider('cpu-atelier', 2_000), provider('cpu-swift', 2_500)]);
    await generate();
    const [found] = await of('look-match');
    await decide(found!.id, 'rejected', { reason: 'Not now.' });
    await generate();
    expect(await of('look-match')).toMatchObject([{ state: 'REJECTED', reason: 'Not now.' }]);
    studio.clock.advance(15 * DAY_MS);
    await history('look-match', [provider('cpu-atelier', 2_000), provider('cpu-swift', 2_500)], 10);
    await generate();
    expect((await of('look-match')).map(({ state }) => state)).toEqual(['PROPOSED', 'REJECTED']);
  });

  it('that were snoozed come back at their time', async () => {
    const [found] = await of('look-match');
    await decide(found!.id, 'snoozed', { snoozedUntil: new Date(studio.clock.now().getTime() + DAY_MS) });
    expect((await of('look-match'))[0]).toMatchObject({ state: 'SNOOZED' });
    studio.clock.advance(DAY_MS);
    await studio.settle();
    expect((await of('look-match'))[0]).toMatchObject({ state: 'PROPOSED', snoozedUntil: null });
  });

  it('to switch are carried out by pinning the workflow, where the catalogue knows it', async () => {
    await studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
      workflows: ['cpu-swift', 'cpu-atelier'].map((providerId) => ({
        workflowId: `w-${providerId}`,
        providerId,
        providerStatus: 'HEALTHY' as const,
        effectTypeId: 'duotone',
        variant: 'fast' as const,
        digest: 'd',
        adapter: 'ffmpeg',
        active: true,
      })),
    });
    const proposed = (await of('duotone')).find(({ state }) => state === 'PROPOSED')!;
    await decide(proposed.id, 'approved');
    await studio.settle();
    const [applied] = (await of('duotone')).filter(({ id }) => id === proposed.id);
    expect(applied).toMatchObject({ state: 'APPLIED', application: 'OVERRIDE' });
    const { routingOverrides } = await ask<{ routingOverrides: { kind: string; reason: string }[] }>(
      '{ routingOverrides { kind reason } }',
    );
    expect(routingOverrides).toMatchObject([{ kind: 'PIN', reason: expect.stringContaining(proposed.id) }]);
  });

  it('that people carry out are measured against what was predicted', async () => {
    const [found] = await of('look-match');
    await decide(found!.id, 'approved');
    const document = `mutation($input: MarkRecommendationAppliedInput!) { markRecommendationApplied(input: $input) {
      __typename ... on Recommendation { state application } ... on InvalidState { humanReadableCause } } }`;
    const mark = (recommendationId: string) =>
      ask<{ markRecommendationApplied: object }>(document, {
        input: { recommendationId, idempotencyKey: newId() },
      });
    if ((await of('look-match'))[0]!.state === 'APPROVED') {
      expect(await mark(found!.id)).toEqual({
        markRecommendationApplied: { __typename: 'Recommendation', state: 'APPLIED', application: 'BY_HAND' },
      });
    }
    expect((await mark(found!.id)).markRecommendationApplied).toMatchObject({ __typename: 'InvalidState' });
    studio.clock.advance(14 * DAY_MS);
    await history('look-match', [provider('cpu-swift', 2_500), provider('cpu-atelier', 2_000)], 13);
    await studio.settle();
    const [measured] = await of('look-match');
    expect(measured!.state).toBe('MEASURED');
    expect(BigInt(measured!.measurement!.realised.expectedNanoUsd)).toBeGreaterThan(0n);
    expect(measured!.measurement!.sampleCount).toBe(180);
  });

  it('are withdrawn when newer evidence no longer speaks for them, or nobody decides for a month', async () => {
    await history('vintage', [provider('cpu-atelier', 2_000), provider('cpu-swift', 2_500)]);
    await history('look-book', [provider('cpu-atelier', 2_000), provider('cpu-swift', 2_500)]);
    await generate();
    expect((await of('vintage'))[0]).toMatchObject({ state: 'PROPOSED' });
    studio.clock.advance(29 * DAY_MS);
    await history('vintage', [provider('cpu-atelier', 300), provider('cpu-swift', 2_500)], 20);
    await generate();
    expect((await of('vintage'))[0]).toMatchObject({
      state: 'WITHDRAWN',
      reason: expect.stringContaining('Newer executions'),
    });
    expect((await of('look-book'))[0]).toMatchObject({ state: 'PROPOSED' });
    studio.clock.advance(DAY_MS);
    await generate();
    const [expired] = await of('look-book');
    expect(expired).toMatchObject({ state: 'WITHDRAWN', reason: expect.stringContaining('30 days') });
    const told = await studio.written('RecommendationWithdrawn.v1');
    expect(told.find(({ aggregateId }) => aggregateId === expired!.id)?.payload).toMatchObject({
      reason: 'EXPIRED',
    });
  });

  it('are looked for every day without being asked', async () => {
    const stop = await startAdvice(studio.call('economics'));
    studio.clock.advance(DAY_MS);
    await studio.settle();
    await stop();
    const { rows } = await studio.ownerPool.query<{ due_at: Date }>(
      `select due_at from economics.job where kind = 'advice-tick' and state = 0`,
    );
    expect(rows.map(({ due_at }) => due_at.getTime())).toEqual([studio.clock.now().getTime() + DAY_MS]);
  });

  it('are closed to creators and to admins of other tenants', async () => {
    const { errors } = await studio.execute(
      'economics',
      creator(),
      '{ recommendations { edges { cursor } } }',
    );
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const foreign = await ask<{ recommendations: { edges: [] } }>(
      '{ recommendations { edges { cursor } } }',
      {},
      admin(newId(), newId()),
    );
    expect(foreign.recommendations.edges).toEqual([]);
  });

  it('leave no dead letters', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});

import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import { ResultReady, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun, resultReady, runRequested } from '../fixtures/run-events.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';

const HOUR = 3_600_000;
let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
});
afterAll(() => studio.close());

/** A run whose winner is cpu-swift and whose loser is cpu-studio, charged 20 tokens. */
async function chargedRun(busyMs: number, effectTypeId: string) {
  const run = newRun();
  const now = studio.clock.now();
  await topUpWallet(studio.call('economics'), {
    userId: run.ownerId,
    amountTokens: 100,
    reason: 'test',
    key: newId(),
  });
  await studio.deliver('economics', RunRequested, run.runId, runRequested(run));
  const winning = attemptEnded(run, now, { busyMs, effectTypeId });
  const losing = attemptEnded(run, now, { busyMs, effectTypeId, providerId: 'cpu-studio' });
  for (const attempt of [winning, losing])
    await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
  const winner = { candidateTaskId: winning.taskId, finishTaskId: newId() };
  await studio.deliver('economics', ResultReady, run.runId, resultReady(run, winner, { effectTypeId }));
  return { ...run, winning };
}

const ask = async <Data>(document: string, variables: Record<string, unknown> = {}, caller = admin()) => {
  const answer = await studio.execute<Data>('economics', caller, document, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data!;
};
const span = (fromHours: number, toHours: number) => {
  const now = studio.clock.now().getTime();
  return {
    from: new Date(now + fromHours * HOUR).toISOString(),
    to: new Date(now + toHours * HOUR).toISOString(),
  };
};

const WHY = `query ($earlier: MarginSpanInput!, $later: MarginSpanInput!, $effect: ID!, $after: Cursor) {
  marginWhy(earlier: $earlier, later: $later, slice: { effectTypeId: $effect }) { __typename
    ... on InvalidInput { field humanReadableCause }
    ... on MarginWhy { profitChangeNanoUsd marginChange later { runCount costNanoUsd profitNanoUsd }
      parts { kind profitNanoUsd margin }
      groups(by: PROVIDER) { provider { id } profitChangeNanoUsd parts { profitNanoUsd }
        runs(first: 2, after: $after) { edges { node { run { id } revenueNanoUsd costNanoUsd explorationCostNanoUsd attemptCount } } pageInfo { hasNextPage endCursor } } } } } }`;
interface Why {
  marginWhy: {
    profitChangeNanoUsd: string;
    marginChange: number;
    later: { runCount: number };
    parts: { kind: string; profitNanoUsd: string; margin: number }[];
    groups: {
      provider: { id: string };
      profitChangeNanoUsd: string;
      parts: { profitNanoUsd: string }[];
      runs: {
        edges: {
          node: { run: { id: string }; revenueNanoUsd: string; costNanoUsd: string; attemptCount: number };
        }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }[];
  };
}

describe('why a margin moved, over the graph', () => {
  it('names the reasons, drills down to providers, and pages through the runs behind them', async () => {
    const effect = 'why-effect';
    await chargedRun(3_600, effect);
    studio.clock.advance(2 * HOUR);
    const runs = [];
    for (let index = 0; index < 3; index += 1) runs.push(await chargedRun(7_200, effect));
    const variables = { earlier: span(-3, -1), later: span(-0.5, 0.5), effect };
    const { marginWhy: why } = await ask<Why>(WHY, variables);
    const sum = (parts: { profitNanoUsd: string }[]) =>
      parts.reduce((all, part) => all + BigInt(part.profitNanoUsd), 0n);
    // 3 × (20 M − 170 k − 340 k) against 20 M − 85 k − 170 k.
    expect(why.profitChangeNanoUsd).toBe(String(3 * (20_000_000 - 510_000) - (20_000_000 - 255_000)));
    expect(sum(why.parts).toString()).toBe(why.profitChangeNanoUsd);
    expect(why.parts.reduce((all, part) => all + part.margin, 0)).toBeCloseTo(why.marginChange, 12);
    expect(why.later.runCount).toBe(3);
    for (const group of why.groups) expect(sum(group.parts).toString()).toBe(group.profitChangeNanoUsd);
    const swift = why.groups.find(({ provider }) => provider.id === 'cpu-swift')!;
    expect(swift.runs.edges[0]!.node).toMatchObject({
      revenueNanoUsd: '20000000',
      costNanoUsd: '170000',
      attemptCount: 1,
    });
    expect(swift.runs.pageInfo.hasNextPage).toBe(true);
    const next = await ask<Why>(WHY, { ...variables, after: swift.runs.pageInfo.endCursor });
    const rest = next.marginWhy.groups.find(({ provider }) => provider.id === 'cpu-swift')!.runs;
    const seen = [...swift.runs.edges, ...rest.edges].map(({ node }) => node.run.id);
    expect(seen.toSorted()).toEqual(runs.map(({ runId }) => runId).toSorted());
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('refuses spans that cannot be, in words', async () => {
    const answer = await ask<{ marginWhy: object }>(WHY, {
      earlier: span(0, -1),
      later: span(-1, 0),
      effect: 'e',
    });
    expect(answer.marginWhy).toMatchObject({ __typename: 'InvalidInput', field: 'earlier' });
  });
});

describe('views of the dashboard', () => {
  it('show revenue against cost by the hour, with the hours in which nothing happened', async () => {
    await chargedRun(3_600, 'history-effect');
    const { marginHistory: history } = await ask<{
      marginHistory: { points: { at: string; margin: { revenueNanoUsd: string; costNanoUsd: string } }[] };
    }>(
      `query ($span: MarginSpanInput!) { marginHistory(span: $span, slice: { effectTypeId: "history-effect" }) {
        ... on MarginHistory { points { at margin { revenueNanoUsd costNanoUsd } } } } }`,
      { span: span(-5, 1) },
    );
    expect(history.points.length).toBeGreaterThanOrEqual(6);
    expect(history.points.filter(({ margin }) => margin.revenueNanoUsd !== '0')).toEqual([
      { at: expect.any(String), margin: { revenueNanoUsd: '20000000', costNanoUsd: '255000' } },
    ]);
  });

  it('break the margin down by provider, each with its history, adding up to the whole', async () => {
    await chargedRun(3_600, 'breakdown-effect');
    const { marginBreakdown: breakdown } = await ask<{
      marginBreakdown: {
        total: { costNanoUsd: string };
        rows: {
          provider: { id: string };
          margin: { costNanoUsd: string };
          revenueShare: number;
          history: { margin: { costNanoUsd: string } }[];
        }[];
      };
    }>(
      `query ($span: MarginSpanInput!) { marginBreakdown(span: $span, by: PROVIDER, slice: { effectTypeId: "breakdown-effect" }) {
        ... on MarginBreakdown { total { costNanoUsd } rows { provider { id } effectType { id } margin { costNanoUsd } revenueShare history(step: HOUR) { margin { costNanoUsd } } } } } }`,
      { span: span(-2, 1) },
    );
    expect(breakdown.rows.map(({ provider, revenueShare }) => [provider.id, revenueShare])).toEqual([
      ['cpu-swift', 1],
      ['cpu-studio', 0],
    ]);
    const sum = (values: string[]) => values.reduce((all, value) => all + BigInt(value), 0n).toString();
    expect(sum(breakdown.rows.map(({ margin }) => margin.costNanoUsd))).toBe(breakdown.total.costNanoUsd);
    for (const { history, margin } of breakdown.rows) {
      expect(sum(history.map((point) => point.margin.costNanoUsd))).toBe(margin.costNanoUsd);
    }
  });

  it('show quality, cost, time and margin per provider and effect, and a verdict as soon as it is known', async () => {
    const effectTypeId = 'matrix-effect';
    const run = await chargedRun(3_600, effectTypeId);
    const matrix = async () =>
      (
        await ask<{ providerMatrix: { cells: Record<string, unknown>[] } }>(
          `query ($span: MarginSpanInput!) { providerMatrix(span: $span, slice: { effectTypeId: "matrix-effect" }) {
            ... on ProviderMatrix { cells { provider { id } sampleCount successShare quality judgedCount costNanoUsd durationMs margin { runCount } } } } }`,
          { span: span(-1, 1) },
        )
      ).providerMatrix.cells.find((cell) => (cell.provider as { id: string }).id === 'cpu-swift');
    expect(await matrix()).toMatchObject({
      sampleCount: 1,
      successShare: 1,
      quality: null,
      judgedCount: 0,
      costNanoUsd: '85000',
      durationMs: 3_600,
      margin: { runCount: 1 },
    });
    await studio.deliver('economics', QualityEvaluated, run.runId, {
      runId: run.runId,
      ownerId: run.ownerId,
      taskId: run.winning.taskId,
      role: 'candidate',
      providerId: 'cpu-swift',
      workflowId: 'look-match-fast',
      effectTypeId,
      quality: { fidelity: 0.8, artifacts: 0.8, styleAdherence: 0.8, temporalConsistency: 0.8 },
      composite: 0.8,
      evaluatorVersion: 'test',
      durationMs: 1,
    });
    expect(await matrix()).toMatchObject({ quality: 0.8, judgedCount: 1 });
  });

  it('say what price reaches a margin, and change with the next event', async () => {
    const effect = 'price-effect';
    const simulate = async () =>
      (
        await ask<{ simulatePrice: Record<string, unknown> }>(
          `query ($span: MarginSpanInput!) { simulatePrice(effectTypeId: "price-effect", targetMargin: 0.9, span: $span) { __typename
            ... on PriceSimulation { runCount presentTokens requiredTokens costNanoUsd refundShare simulatedMargin }
            ... on InsufficientHistory { sampleCount humanReadableCause } } }`,
          { span: span(-1, 1) },
        )
      ).simulatePrice;
    expect(await simulate()).toMatchObject({ __typename: 'InsufficientHistory', sampleCount: 0 });
    const run = await chargedRun(360_000, effect);
    // Cost 8.5 M + 17 M on one run; 90 % needs 255 M.
    expect(await simulate()).toMatchObject({
      runCount: 1,
      presentTokens: 20,
      requiredTokens: 255,
      costNanoUsd: '25500000',
      simulatedMargin: 0.9,
    });
    await chargedRun(360_000, effect);
    expect(await simulate()).toMatchObject({ runCount: 2, requiredTokens: 255, refundShare: 0 });
    await studio.deliver('economics', AdminRejected, run.runId, {
      reviewItemId: newId(),
      runId: run.runId,
      ownerId: run.ownerId,
      decidedBy: newId(),
      reason: 'no',
      refund: 'full',
    });
    expect(await simulate()).toMatchObject({ refundShare: 0.5, requiredTokens: 510 });
  });

  it('show what exploration burns, where and when', async () => {
    await chargedRun(3_600, 'burn-effect');
    const { explorationBurn: burn } = await ask<{
      explorationBurn: {
        explorationCostNanoUsd: string;
        share: number;
        cells: object[];
        points: { explorationCostNanoUsd: string }[];
      };
    }>(
      `query ($span: MarginSpanInput!) { explorationBurn(span: $span, slice: { effectTypeId: "burn-effect" }) {
        ... on ExplorationBurn { explorationCostNanoUsd share burnNanoUsdPerHour points { explorationCostNanoUsd } cells { provider { id } explorationCostNanoUsd } } } }`,
      { span: span(-1, 1) },
    );
    expect(burn).toMatchObject({
      explorationCostNanoUsd: '170000',
      share: 0.666667,
      cells: [{ provider: { id: 'cpu-studio' }, explorationCostNanoUsd: '170000' }],
    });
    expect(burn.points.map((point) => point.explorationCostNanoUsd).filter((cost) => cost !== '0')).toEqual([
      '170000',
    ]);
  });

  it('are admins’ alone', async () => {
    const roots = [
      'marginHistory(span: $span) { __typename }',
      'marginBreakdown(span: $span, by: CELL) { __typename }',
      'providerMatrix(span: $span) { __typename }',
      'simulatePrice(effectTypeId: "e", targetMargin: 0, span: $span) { __typename }',
      'explorationBurn(span: $span) { __typename }',
      'marginWhy(earlier: $span, later: $span) { __typename }',
      'cellRuns(span: $span) { __typename }',
    ];
    for (const root of roots) {
      const answer = await studio.execute(
        'economics',
        creator(),
        `query ($span: MarginSpanInput!) { ${root} }`,
        { span: span(-1, 0) },
      );
      expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
      expect(answer.data ?? null).toBeNull();
    }
  });
});

import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { BenchmarkRequested } from '@effect-studio/schema/events/economics';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { RunCompleted, RunFailed, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, runRequested, words } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { startBenchmarks } from '../workers/benchmark-jobs.ts';
import { houseLibrary } from './domain/benchmark-case.ts';
import { DEBOUNCE_MS } from './domain/benchmark-round.ts';
import { keepLibrary } from './use-cases/keep-library.ts';

type Requested = PayloadOf<typeof BenchmarkRequested>;
const DAY_MS = 86_400_000;
const CLIPS = ['Dusk hills', 'Night street'].map((name) => ({ name, videoId: newId() }));

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  const ctx = studio.call('economics');
  await seedHouseRateCard(ctx);
  await keepLibrary(ctx, houseLibrary(['duotone', 'cartoon'], CLIPS));
});
afterAll(() => studio.close());

interface Round {
  __typename?: string;
  id: string;
  state: string;
  cause: string;
  runCount: number;
  endedCount: number;
  failedCount: number;
  cells: {
    provider: { id: string };
    quality: number;
    costNanoUsd: string;
    margin: number;
    sampleCount: number;
  }[];
}
const ROUND = `id state cause runCount endedCount failedCount cells { provider { id } quality costNanoUsd margin sampleCount }`;
const ask = async <Data>(document: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await studio.execute<Data>('economics', admin(), document, variables);
  expect(errors).toBeUndefined();
  return data!;
};
const start = async (input: Record<string, unknown> = {}) => {
  const document = `mutation($input: StartBenchmarkInput!) { startBenchmark(input: $input) { __typename
    ... on BenchmarkRound { ${ROUND} } ... on InvalidInput { field } } }`;
  const variables = { input: { idempotencyKey: newId(), ...input } };
  return (await ask<{ startBenchmark: Round }>(document, variables)).startBenchmark;
};
const read = async (id: string) =>
  (await ask<{ benchmarkRound: Round }>(`query($id: ID!) { benchmarkRound(id: $id) { ${ROUND} } }`, { id }))
    .benchmarkRound;
const rounds = async () =>
  (await ask<{ benchmarkRounds: Round[] }>(`{ benchmarkRounds(first: 50) { ${ROUND} } }`)).benchmarkRounds;
const requestedIn = async (roundId: string) =>
  (await studio.written('BenchmarkRequested.v1'))
    .map(({ payload, budgetContext }) => ({ ...(payload as unknown as Requested), budgetContext }))
    .filter((payload) => payload.roundId === roundId);

/** What other contexts would say of a benchmark's run: two providers render, judges judge, it ends. */
async function carryOut({ runId, effectTypeId }: Requested): Promise<void> {
  const run = { runId, ownerId: SYSTEM_SUBJECT_ID };
  const overrides = { budgetContext: 'benchmark' as const };
  await studio.deliver('economics', RunRequested, runId, { ...runRequested(run, 0), ...run }, overrides);
  for (const [providerId, busyMs, composite] of [
    ['cpu-swift', 3_600, 0.7],
    ['cpu-atelier', 7_200, 0.9],
  ] as const) {
    const attempt = attemptEnded(run, studio.clock.now(), {
      providerId,
      workflowId: `${effectTypeId}-${providerId}`,
      effectTypeId,
      busyMs,
      ...overrides,
    });
    await studio.deliver('economics', TaskAttemptEnded, runId, attempt, overrides);
    const { taskId, role, workflowId } = attempt;
    const parts = { fidelity: 0.8, artifacts: 0.8, styleAdherence: 0.8, temporalConsistency: 0.8 };
    await studio.deliver('economics', QualityEvaluated, runId, {
      ...{ ...run, taskId, role, providerId, workflowId, effectTypeId },
      ...{ quality: parts, composite, evaluatorVersion: 'test', durationMs: 1 },
    });
  }
  await studio.deliver('economics', RunCompleted, runId, run, overrides);
}

describe('a benchmark', () => {
  it('asks for two runs at a time, reports what came out, and takes no token', async () => {
    const round = await start({ effectTypeIds: ['duotone'], repeats: 2 });
    expect(round).toMatchObject({ __typename: 'BenchmarkRound', state: 'RUNNING', runCount: 4 });
    const first = await requestedIn(round.id);
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({ effectTypeId: 'duotone', budgetContext: 'benchmark' });
    // The same input has the same prompt, whichever provider and whichever repeat.
    for (let ended = 0; ended < 4; ended += 1) await carryOut((await requestedIn(round.id))[ended]!);
    const all = await requestedIn(round.id);
    expect(new Set(all.map(({ runId }) => runId)).size).toBe(4);
    expect(new Set(all.map(({ caseId, variant }) => `${caseId} ${variant.variantId}`)).size).toBe(2);
    const finished = await read(round.id);
    expect(finished).toMatchObject({ state: 'FINISHED', endedCount: 4, failedCount: 0 });
    expect(finished.cells).toMatchObject([
      { provider: { id: 'cpu-atelier' }, quality: 0.9, costNanoUsd: '680000', sampleCount: 4 },
      { provider: { id: 'cpu-swift' }, quality: 0.7, costNanoUsd: '85000', sampleCount: 4 },
    ]);
    expect(finished.cells[1]!.margin).toBeCloseTo(1 - 85_000 / 20_000_000, 9);
    const tokens = await studio.written('TokensReserved.v1');
    expect(tokens.map(({ payload, budgetContext }) => [payload.amountTokens, budgetContext])).toEqual(
      Array.from({ length: 4 }, () => [0, 'benchmark']),
    );
    const { rows } = await studio.ownerPool.query(
      'select count(*)::int as count from economics.ledger_transfer',
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('is in no user’s margins: its cost is the platform’s, in its own budget', async () => {
    const { rows } = await studio.ownerPool.query<{ budget_context: string; bearer: string }>(
      `select distinct budget_context, bearer from economics.cost_entry e
       where not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)`,
    );
    expect(rows).toEqual([{ budget_context: 'benchmark', bearer: 'PLATFORM' }]);
    const { marginHud } = await ask<{ marginHud: { cells: unknown[] } }>(
      `{ marginHud(window: DAY) { cells { provider { id } } } }`,
    );
    expect(marginHud.cells).toEqual([]);
  });

  it('goes on when a run of it fails', async () => {
    const round = await start({ effectTypeIds: ['cartoon'] });
    const [first, second] = await requestedIn(round.id);
    const run = { runId: first!.runId, ownerId: SYSTEM_SUBJECT_ID };
    await studio.deliver('economics', RunFailed, run.runId, { ...run, ...words, failedIn: 'RUNNING' });
    await carryOut(second!);
    expect(await read(round.id)).toMatchObject({ state: 'FINISHED', endedCount: 2, failedCount: 1 });
  });

  it('refuses what the library has no input for, and too many repeats', async () => {
    expect(await start({ effectTypeIds: ['hologram'] })).toMatchObject({ field: 'effectTypeIds' });
    expect(await start({ repeats: 21 })).toMatchObject({ field: 'repeats' });
  });

  it('is closed to creators', async () => {
    const { errors } = await studio.execute('economics', creator(), '{ benchmarkRounds { id } }');
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('the library', () => {
  it('keeps its versions: only what changed gets a new one', async () => {
    const ctx = studio.call('economics');
    const library = houseLibrary(['duotone', 'cartoon'], CLIPS);
    expect(await keepLibrary(ctx, library)).toBe(0);
    const changed = new Map(library);
    const caseId = 'duotone/dusk-hills';
    changed.set(caseId, { ...library.get(caseId)!, variantParameters: { strength: 0.5 } });
    expect(await keepLibrary(ctx, changed)).toBe(1);
    const { benchmarkCases } = await ask<{ benchmarkCases: { id: string; version: number }[] }>(
      '{ benchmarkCases { id version } }',
    );
    expect(benchmarkCases.filter(({ version }) => version === 2)).toEqual([{ id: caseId, version: 2 }]);
  });
});

describe('providers are compared without being asked', () => {
  const catalogue = (digest: string) =>
    studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
      workflows: [
        {
          workflowId: 'duotone-fast',
          providerId: 'cpu-swift',
          providerStatus: 'HEALTHY',
          effectTypeId: 'duotone',
          variant: 'fast',
          digest,
          adapter: 'ffmpeg',
          active: true,
        },
      ],
    });

  it('once after the catalogue changed, however often it does within ten minutes, and not for the first one', async () => {
    const before = (await rounds()).length;
    await catalogue('a');
    await catalogue('a');
    studio.clock.advance(DEBOUNCE_MS);
    await studio.settle();
    expect(await rounds()).toHaveLength(before);
    await catalogue('b');
    await catalogue('c');
    studio.clock.advance(DEBOUNCE_MS);
    await studio.settle();
    expect((await rounds()).slice(0, -before)).toMatchObject([{ cause: 'CATALOGUE_CHANGED', runCount: 4 }]);
  });

  it('every week', async () => {
    const stop = await startBenchmarks(studio.call('economics'));
    studio.clock.advance(7 * DAY_MS);
    await studio.settle();
    await stop();
    expect((await rounds())[0]).toMatchObject({ cause: 'SCHEDULE', state: 'RUNNING' });
    expect(await studio.deadLetters()).toEqual([]);
  });
});

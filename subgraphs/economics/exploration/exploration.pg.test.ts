import { newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { RunFailed, TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import { MANIFEST_KEY, publishedManifest } from '@effect-studio/schema/routing/published-manifest';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import economics from '../subgraph.ts';
import { startManifestWorker } from '../workers/manifest-jobs.ts';

let studio: TestStudio;
let stopWorker: () => Promise<void>;
const boss = admin();
const WORKFLOWS = { a: 'cpu-swift', b: 'cpu-studio', c: 'cpu-atelier' } as const;
type Name = keyof typeof WORKFLOWS;

beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await studio.call('economics').redis.del(MANIFEST_KEY);
  await seedHouseRateCard(studio.call('economics'));
  stopWorker = await startManifestWorker(studio.call('economics'));
  await studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
    workflows: Object.entries(WORKFLOWS).map(([workflowId, providerId]) => ({
      workflowId,
      providerId,
      providerStatus: 'HEALTHY' as const,
      effectTypeId: 'look-match',
      variant: 'fast' as const,
      digest: 'd',
      adapter: 'ffmpeg',
      active: true,
    })),
  });
  await studio.settle();
});
afterAll(async () => {
  await stopWorker();
  await studio.close();
});

/** A run whose legs were drawn with some chances, and what became of them. */
async function decided(
  legs: readonly { name: Name; role?: 'candidate' | 'exploration' | 'shadow'; quality: number }[],
  { chances, trialId = null }: { chances: Record<Name, number>; trialId?: string | null },
) {
  const run = newRun();
  const given = legs.map(({ name, role = 'candidate', quality }) => ({
    taskId: newId(),
    role,
    quality,
    providerId: WORKFLOWS[name],
    workflowId: name,
    effectTypeId: 'look-match',
  }));
  await studio.deliver('economics', TestBatchDispatched, run.runId, {
    ...run,
    inputs: { exampleKey: 'e', footageKey: 'f' },
    exampleDescriptor: {},
    footageDescriptor: {},
    excerpt: { startMs: 0, durationMs: 3_000 },
    legs: given.map(({ quality: _quality, ...leg }) => ({
      ...leg,
      workflowDigest: 'ab'.repeat(32),
      promptVariantId: 'v',
      parameters: {},
      excerpt: { startMs: 0, durationMs: 3_000 },
      workUnits: 2,
      budgetContext: 'user_run' as const,
    })),
    decision: {
      manifestVersion: 1,
      policyVersion: 'planned-legs-2',
      considered: (Object.keys(WORKFLOWS) as Name[]).map((workflowId, index) => ({
        workflowId,
        providerId: WORKFLOWS[workflowId],
        effectTypeId: 'look-match',
        eligible: true,
        reason: `rank ${index + 1} in the manifest`,
        rank: index + 1,
        weight: 0.3,
        propensity: chances[workflowId],
      })),
      seed: 'ab'.repeat(32),
      effectTypeId: 'look-match',
      policyKind: 'EPSILON_GREEDY',
      explorationShare: 0.05,
      isManifestStale: false,
      isExplorationStopped: false,
      trialId,
    },
  });
  for (const { quality, ...leg } of given) {
    const attempt = attemptEnded(run, studio.clock.now(), { ...leg, busyMs: 2_000 });
    await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
    await studio.deliver('economics', QualityEvaluated, run.runId, {
      ...run,
      ...leg,
      quality: { fidelity: 0.5, artifacts: 0.5, styleAdherence: 0.5, temporalConsistency: 0.5 },
      composite: quality,
      evaluatorVersion: '1',
      durationMs: 1,
    });
  }
  return run;
}

const ask = async <Data>(document: string, variables: object = {}): Promise<Data> => {
  const answer = await studio.execute<Record<string, unknown>>('economics', boss, document, { ...variables });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data as Data;
};

const TRIAL = `__typename ... on RoutingTrial { id endReason endNote endedBy { id } result { pairs meanDifference lower upper } }
  ... on InvalidInput { field } ... on Problem { status }`;
async function trialOrder(name: string, type: string, input: object) {
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${TRIAL} } }`;
  const answer = await ask<Record<string, Record<string, unknown>>>(document, {
    input: { idempotencyKey: newId(), reason: 'a test', ...input },
  });
  return answer[name]!;
}
const start = (input: object = {}) =>
  trialOrder('startRoutingTrial', 'StartRoutingTrialInput', {
    effectTypeId: 'look-match',
    workflowA: 'a',
    workflowB: 'c',
    mode: 'SHADOW',
    metric: 'QUALITY',
    share: 0.2,
    minPairs: 20,
    ...input,
  });

describe('the decision log', () => {
  it('keeps every decision with its candidates, and shows what became of its legs', async () => {
    const run = await decided(
      [
        { name: 'a', quality: 0.8 },
        { name: 'b', role: 'exploration', quality: 0.6 },
      ],
      { chances: { a: 1, b: 0.02, c: 0.98 } },
    );
    const { routingDecisions } = await ask<{ routingDecisions: { edges: { node: object }[] } }>(
      `{ routingDecisions(first: 1) { edges { node { run { id } manifestVersion policyKind seed isManifestStale
        candidates { workflow { id } isEligible reason rank weight propensity }
        legs { workflow { id } role propensity outcome quality busyMs costNanoUsd } } } } }`,
    );
    expect(routingDecisions.edges[0]!.node).toMatchObject({
      run: { id: run.runId },
      manifestVersion: 1,
      candidates: [{ reason: 'rank 1 in the manifest', propensity: 1 }, {}, { propensity: 0.98 }],
      legs: [
        { workflow: { id: 'a' }, role: 'candidate', outcome: 'succeeded', quality: 0.8, busyMs: 2_000 },
        { workflow: { id: 'b' }, role: 'exploration', propensity: 0.02, costNanoUsd: expect.any(String) },
      ],
    });
  });

  it('is read page by page and by what is asked for', async () => {
    for (const name of ['a', 'c'] as const) {
      studio.clock.advance(1_000);
      await decided([{ name, quality: 0.5 }], { chances: { a: 0.5, b: 0, c: 0.5 } });
    }
    const query = `query ($filter: RoutingDecisionFilter, $after: Cursor) { routingDecisions(filter: $filter, first: 1, after: $after) {
      edges { node { legs { workflow { id } } } } pageInfo { endCursor hasNextPage } } }`;
    type Page = {
      routingDecisions: {
        edges: { node: { legs: { workflow: { id: string } }[] } }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    const read = async (filter: object) => {
      const found: string[] = [];
      for (let after: string | null = null; ; ) {
        const { edges, pageInfo }: Page['routingDecisions'] = (await ask<Page>(query, { filter, after }))
          .routingDecisions;
        found.push(...edges.map(({ node }) => node.legs.map(({ workflow }) => workflow.id).join('+')));
        if (!pageInfo.hasNextPage) return found;
        after = pageInfo.endCursor;
      }
    };
    expect(await read({})).toEqual(['c', 'a', 'a+b']);
    expect(await read({ workflowId: 'c' })).toEqual(['c']);
    expect(await read({ isExploring: true })).toEqual(['a+b']);
    expect(await read({ effectTypeId: 'other' })).toEqual([]);
    await expect(studio.ownerPool.query(`update economics.routing_decision set seed = ''`)).rejects.toThrow(
      /append-only/,
    );
  });

  it('keeps those that found nobody, with why each workflow was left out', async () => {
    const run = newRun();
    await studio.deliver('economics', RunFailed, run.runId, {
      ...{ ...run, failedIn: 'PROMPTING', reason: 'NO_ELIGIBLE_PROVIDER' },
      ...{ humanReadableCause: 'No provider can make this now.', suggestedAction: 'Try again later.' },
      decision: {
        ...{ manifestVersion: 1, policyVersion: 'planned-legs-2', seed: 'ab'.repeat(32) },
        considered: (Object.keys(WORKFLOWS) as Name[]).map((workflowId) => ({
          ...{ workflowId, providerId: WORKFLOWS[workflowId], effectTypeId: 'look-match' },
          ...{ eligible: false, reason: 'provider is paused', rank: null, weight: 0, propensity: 0 },
        })),
      },
    });
    const { routingDecisions } = await ask<{ routingDecisions: { edges: { node: object }[] } }>(
      '{ routingDecisions(first: 1) { edges { node { run { id } candidates { isEligible reason } legs { role } } } } }',
    );
    expect(routingDecisions.edges[0]!.node).toEqual({
      run: { id: run.runId },
      candidates: Object.keys(WORKFLOWS).map(() => ({ isEligible: false, reason: 'provider is paused' })),
      legs: [],
    });
  });
});

describe('an A/B', () => {
  it('is announced by the manifest, one per effect type, and refused when it makes no sense', async () => {
    const trial = await start();
    expect(trial).toMatchObject({ __typename: 'RoutingTrial', endReason: null, result: { pairs: 0 } });
    await expect
      .poll(
        async () =>
          publishedManifest.parse(JSON.parse((await studio.call('economics').redis.get(MANIFEST_KEY))!))
            .trials,
      )
      .toMatchObject([{ trialId: trial.id, workflowA: 'a', workflowB: 'c', mode: 'SHADOW', share: 0.2 }]);
    expect(await start()).toMatchObject({ __typename: 'InvalidState' });
    expect(await start({ minPairs: 2 })).toMatchObject({ field: 'minPairs' });
    expect(await start({ workflowB: 'a' })).toMatchObject({ field: 'workflowB' });
    expect(await start({ workflowB: 'nobody' })).toMatchObject({ __typename: 'NotFound' });
  });

  it('ends by itself when the interval leaves zero out, with what it found', async () => {
    const [running] = (await ask<{ routingTrials: { id: string }[] }>('{ routingTrials { id } }'))
      .routingTrials;
    const random = seededRandom('trial');
    for (let pair = 0; pair < 25; pair += 1) {
      await decided(
        [
          { name: 'a', quality: 0.5 + 0.1 * random() },
          { name: 'c', role: 'shadow', quality: 0.8 + 0.1 * random() },
        ],
        { chances: { a: 1, b: 0, c: 0 }, trialId: running!.id },
      );
    }
    studio.clock.advance(15 * 60_000);
    await studio.settle();
    const { routingTrial } = await ask<{ routingTrial: { result: { upper: number; pairs: number } } }>(
      `query ($id: ID!) { routingTrial(id: $id) { ${TRIAL} } }`,
      { id: running!.id },
    );
    expect(routingTrial).toMatchObject({ endReason: 'B_IS_BETTER', result: { pairs: 25 } });
    expect(routingTrial.result.upper).toBeLessThan(0);
  });

  it('is stopped by an admin with a reason, once', async () => {
    const trial = await start();
    const stop = () => trialOrder('stopRoutingTrial', 'StopRoutingTrialInput', { trialId: trial.id });
    expect(await stop()).toMatchObject({
      endReason: 'STOPPED_BY_ADMIN',
      endNote: 'a test',
      endedBy: { id: boss.subjectId },
    });
    expect(await stop()).toMatchObject({ __typename: 'InvalidState' });
  });
});

describe('simulatePolicy', () => {
  const simulate = (policy: object) =>
    ask<{ simulatePolicy: Record<string, unknown> }>(
      `query ($draft: PolicyDraftInput!) { simulatePolicy(draft: $draft) { __typename
        ... on PolicySimulation { decisions effectiveSamples support verdict comparisons { metric draft { mean lower upper } difference { mean lower upper } } }
        ... on NotEnoughEvidence { decisions effectiveSamples requiredSamples humanReadableCause }
        ... on InvalidInput { field } } }`,
      { draft: { effectTypeId: 'look-match', policy } },
    ).then(({ simulatePolicy }) => simulatePolicy);

  it('refuses a verdict while the log is worth fewer than 100 observations', async () => {
    expect(await simulate({ explorationShare: 0.5 })).toMatchObject({
      __typename: 'NotEnoughEvidence',
      requiredSamples: 100,
    });
    expect(await simulate({ explorationShare: 5 })).toMatchObject({ field: 'explorationShare' });
  });

  it('judges a draft on logged traffic, with an interval, and changes nothing', async () => {
    const random = seededRandom('simulate');
    const names = Object.keys(WORKFLOWS) as Name[];
    const truth: Record<Name, number> = { a: 0.5, b: 0.5, c: 0.9 };
    for (let index = 0; index < 330; index += 1) {
      const name = names[Math.floor(random() * 3)]!;
      await decided([{ name, quality: truth[name] + 0.05 * random() }], {
        chances: { a: 1 / 3, b: 1 / 3, c: 1 / 3 },
      });
    }
    studio.clock.advance(15 * 60_000);
    await studio.settle();
    // Spreading traffic evenly is worse than sending it to the best.
    const judged = await simulate({ explorationShare: 1 });
    expect(judged).toMatchObject({ __typename: 'PolicySimulation', verdict: 'WORSE', decisions: 331 });
    expect(judged.effectiveSamples).toBeGreaterThan(100);
    // Decisions that could not have drawn everything judge nothing.
    expect(judged.support).toBeCloseTo(331 / 358, 2);
    expect(await simulate({})).toMatchObject({ verdict: 'UNDECIDED' });
  });

  it('is nobody’s but an admin’s, and no event was left behind', async () => {
    const answer = await studio.execute(
      'economics',
      creator(),
      '{ routingDecisions { edges { cursor } } routingTrials { id } }',
    );
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(await studio.deadLetters()).toEqual([]);
  });
});

import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import {
  digestOfPublished,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  publishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { startManifestWorker } from '../workers/manifest-jobs.ts';
import { CYCLE_MS } from './domain/policy.ts';

let studio: TestStudio;
let stopWorker: () => Promise<void>;
const boss = admin();

const variants = [
  ['look-match-fast', 'cpu-swift', 0.35],
  ['look-match-balanced', 'cpu-studio', 0.45],
  ['look-match-fine', 'cpu-atelier', 0.95],
] as const;

async function deliverCatalogue(workflows: readonly (readonly [string, string, number])[]) {
  await studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
    workflows: workflows.map(([workflowId, providerId]) => ({
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
}

async function work(times: number) {
  const run = newRun();
  for (const [workflowId, providerId, composite] of variants) {
    for (let index = 0; index < times; index += 1) {
      const attempt = attemptEnded(run, studio.clock.now(), { workflowId, providerId, busyMs: 2_000 });
      await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
      await studio.deliver('economics', QualityEvaluated, run.runId, {
        ...run,
        taskId: attempt.taskId,
        role: 'candidate',
        providerId,
        workflowId,
        effectTypeId: 'look-match',
        quality: { fidelity: 0.5, artifacts: 0.5, styleAdherence: 0.5, temporalConsistency: 0.5 },
        composite,
        evaluatorVersion: '1',
        durationMs: 1,
      });
    }
  }
}

async function nextCycle() {
  studio.clock.advance(CYCLE_MS);
  await studio.settle();
}

const published = async () =>
  publishedManifest.parse(JSON.parse((await studio.call('economics').redis.get(MANIFEST_KEY)) ?? 'null'));
const weights = async () =>
  Object.fromEntries((await published()).entries.map((entry) => [entry.workflowId, entry.weight]));

const CHANGE = `__typename
  ... on RoutingChange { manifestVersion override { id kind isInForce reason liftReason createdBy { id } } policy { version explorationShare kind } }
  ... on InvalidInput { field } ... on Problem { status }`;

async function order(name: string, type: string, input: object) {
  const answer = await studio.execute<Record<string, Record<string, unknown>>>(
    'economics',
    boss,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${CHANGE} } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  // Publication follows the commit.
  await studio.settle();
  await expect.poll(async () => (await published()).version).toBeGreaterThan(0);
  return answer.data![name]!;
}
const override = (input: object) =>
  order('overrideRouting', 'OverrideRoutingInput', { reason: 'a test', minutes: 60, ...input });

const publishedVersion = async (version: unknown) =>
  expect.poll(async () => (await published()).version).toBe(version);

beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await studio.call('economics').redis.del(MANIFEST_KEY);
  await seedHouseRateCard(studio.call('economics'));
  stopWorker = await startManifestWorker(studio.call('economics'));
  await deliverCatalogue(variants);
  await work(20);
  await nextCycle();
});
afterAll(async () => {
  await stopWorker();
  await studio.close();
});

describe('the published manifest', () => {
  it('carries a digest of all it says and the studio’s signature over it', async () => {
    const manifest = await published();
    const { signatures } = studio.call('economics');
    expect(digestOfPublished(manifest)).toBe(manifest.digest);
    expect(signatures.isValid(MANIFEST_PURPOSE, signedText(manifest), manifest.signature)).toBe(true);
    const forged = { ...manifest, checkedAt: new Date(0).toISOString() };
    expect(signatures.isValid(MANIFEST_PURPOSE, signedText(forged), manifest.signature)).toBe(false);
    const answer = await studio.execute<{ routingManifest: { digest: string; signature: string } }>(
      'economics',
      boss,
      '{ routingManifest { digest signature } }',
    );
    const stored = answer.data!.routingManifest;
    expect(signatures.isValid(MANIFEST_PURPOSE, stored.digest, stored.signature)).toBe(true);
  });

  it('shows bounds beside what is expected, and is stale when nobody confirmed it for half an hour', async () => {
    const query = `{ routingManifest { isStale entries { workflow { id } state expectedMargin marginLowerBound expectedQuality
      qualityLowerBound expectedDurationMs durationUpperBoundMs successShare successLowerBound sampleCount } } }`;
    const read = async () =>
      (
        await studio.execute<{
          routingManifest: { isStale: boolean; entries: Record<string, number>[] };
        }>('economics', boss, query)
      ).data!.routingManifest;
    const { isStale, entries } = await read();
    expect(isStale).toBe(false);
    for (const entry of entries) {
      expect(entry.marginLowerBound).toBeLessThanOrEqual(entry.expectedMargin!);
      expect(entry.qualityLowerBound).toBeLessThanOrEqual(entry.expectedQuality!);
      expect(entry.durationUpperBoundMs).toBeGreaterThanOrEqual(entry.expectedDurationMs!);
      expect(entry.successLowerBound).toBeLessThan(entry.successShare!);
    }
    studio.clock.advance(31 * 60_000);
    expect((await read()).isStale).toBe(true);
    await studio.settle();
    expect((await read()).isStale).toBe(false);
  });
});

describe('an override', () => {
  it('bars a workflow at once, is kept with who and why, and ends when it is lifted', async () => {
    expect((await weights())['look-match-fine']).toBeGreaterThan(0.9);
    const barred = await override({ kind: 'BAR', workflowId: 'look-match-fine', effectTypeId: 'look-match' });
    expect(barred).toMatchObject({
      __typename: 'RoutingChange',
      override: { kind: 'BAR', isInForce: true, reason: 'a test', createdBy: { id: boss.subjectId } },
    });
    await publishedVersion(barred.manifestVersion);
    expect((await weights())['look-match-fine']).toBe(0);
    const entry = (await published()).entries.find((one) => one.workflowId === 'look-match-fine');
    expect(entry).toMatchObject({ state: 'BARRED', reason: 'BARRED_BY_ADMIN: a test' });
    const lifted = await order('liftRoutingOverride', 'LiftRoutingOverrideInput', {
      overrideId: (barred.override as { id: string }).id,
      reason: 'it was a test',
    });
    expect(lifted).toMatchObject({ override: { isInForce: false, liftReason: 'it was a test' } });
    await publishedVersion(lifted.manifestVersion);
    expect((await weights())['look-match-fine']).toBeGreaterThan(0.9);
  });

  it('gives a pinned provider all traffic until it expires by itself', async () => {
    const pinned = await override({ kind: 'PIN', providerId: 'cpu-swift', minutes: 20 });
    await publishedVersion(pinned.manifestVersion);
    expect(await weights()).toMatchObject({ 'look-match-fast': 1, 'look-match-fine': 0 });
    studio.clock.advance(20 * 60_000);
    await studio.settle();
    expect((await weights())['look-match-fine']).toBeGreaterThan(0.9);
  });

  it('is given once per key', async () => {
    const input = { kind: 'SHADOW', workflowId: 'look-match-fast', idempotencyKey: newId() };
    const first = await override(input);
    expect(await override(input)).toEqual(first);
    expect(await override({ ...input, kind: 'BAR' })).toMatchObject({ __typename: 'IdempotencyConflict' });
    await order('liftRoutingOverride', 'LiftRoutingOverrideInput', {
      overrideId: (first.override as { id: string }).id,
      reason: 'done',
    });
  });

  it.each([
    ['no subject', { kind: 'BAR' }, { __typename: 'InvalidInput', field: 'workflowId' }],
    ['an unknown subject', { kind: 'BAR', workflowId: 'nobody' }, { __typename: 'NotFound' }],
    ['no reason', { kind: 'BAR', workflowId: 'look-match-fast', reason: ' ' }, { field: 'reason' }],
    ['no end', { kind: 'BAR', workflowId: 'look-match-fast', minutes: 0 }, { field: 'minutes' }],
    ['a snapshot', { kind: 'HOLD', workflowId: 'look-match-fast' }, { field: 'kind' }],
  ])('is refused with %s', async (_what, input, refusal) => {
    expect(await override(input)).toMatchObject(refusal);
  });

  it('is nobody’s but an admin’s', async () => {
    const answer = await studio.execute(
      'economics',
      creator(),
      '{ routingOverrides { id } routingManifests { edges { cursor } } }',
    );
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('a snapshot', () => {
  it('comes back by apply, without what is unwell today, and goes when its time is over', async () => {
    const { version } = await published();
    const before = await weights();
    const barred = await override({ kind: 'BAR', workflowId: 'look-match-fine', minutes: 240 });
    await publishedVersion(barred.manifestVersion);
    const applied = await order('applyManifest', 'ApplyManifestInput', {
      version,
      reason: 'it was better',
      minutes: 30,
    });
    await publishedVersion(applied.manifestVersion);
    // The bar stands: what is held is what may still get traffic.
    expect((await weights())['look-match-fine']).toBe(0);
    expect((await weights())['look-match-balanced']).toBeGreaterThan(0);
    await order('liftRoutingOverride', 'LiftRoutingOverrideInput', {
      overrideId: (barred.override as { id: string }).id,
      reason: 'done',
    });
    await expect.poll(weights).toEqual(before);
    const shown = await studio.execute<{ routingManifest: { holdsVersion: number } }>(
      'economics',
      boss,
      '{ routingManifest { holdsVersion } }',
    );
    expect(shown.data!.routingManifest.holdsVersion).toBe(version);
    studio.clock.advance(30 * 60_000);
    await studio.settle();
    expect(
      (
        await studio.execute<{ routingManifest: { holdsVersion: null } }>(
          'economics',
          boss,
          '{ routingManifest { holdsVersion } }',
        )
      ).data!.routingManifest.holdsVersion,
    ).toBeNull();
  });

  it('is what a rollback goes back to, and a diff tells what that changed', async () => {
    const before = await weights();
    const pinned = await override({ kind: 'PIN', workflowId: 'look-match-fast', minutes: 10 });
    await publishedVersion(pinned.manifestVersion);
    const rolled = await order('rollbackManifest', 'RollbackManifestInput', {
      reason: 'wrong pin',
      minutes: 5,
    });
    await publishedVersion(rolled.manifestVersion);
    expect((await weights())['look-match-fine']).toBe(before['look-match-fine']);
    const diff = await studio.execute<{
      manifestDiff: { changes: { workflow: { id: string }; weightChange: number }[] };
    }>(
      'economics',
      boss,
      `{ manifestDiff(from: ${pinned.manifestVersion}, to: ${rolled.manifestVersion}) {
        ... on ManifestDiff { changes { workflow { id } weightChange before { rank } after { rank } } } } }`,
    );
    const [largest] = diff.data!.manifestDiff.changes;
    expect(Math.abs(largest!.weightChange)).toBeGreaterThan(0.9);
    const missing = await studio.execute(
      'economics',
      boss,
      '{ manifestDiff(from: 1, to: 9999) { __typename } }',
    );
    expect(missing.data).toEqual({ manifestDiff: { __typename: 'NotFound' } });
    studio.clock.advance(10 * 60_000);
    await studio.settle();
  });

  it('is listed, newest first, page by page', async () => {
    const page = async (after: string | null) =>
      (
        await studio.execute<{
          routingManifests: {
            edges: { node: { version: number } }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        }>(
          'economics',
          boss,
          `query ($after: Cursor) { routingManifests(first: 2, after: $after) {
            edges { node { version cause } } pageInfo { endCursor hasNextPage } } }`,
          { after },
        )
      ).data!.routingManifests;
    const versions: number[] = [];
    for (let after: string | null = null; ; ) {
      const { edges, pageInfo } = await page(after);
      versions.push(...edges.map(({ node }) => node.version));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    const newest = (await published()).version;
    expect(versions).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
  });
});

describe('routing settings', () => {
  const update = (policy: object, effectTypeId: string | null = 'look-match') =>
    order('updateRoutingPolicy', 'UpdateRoutingPolicyInput', { effectTypeId, policy, reason: 'a test' });

  it('are versioned per effect type and hold at once; what is absent stays as it was', async () => {
    const first = await update({ explorationShare: 0.3 });
    expect(first).toMatchObject({ policy: { version: 1, explorationShare: 0.3, kind: 'EPSILON_GREEDY' } });
    await publishedVersion(first.manifestVersion);
    expect((await weights())['look-match-fine']).toBeCloseTo(0.7 + 0.1, 5);
    const second = await update({ kind: 'THOMPSON' });
    expect(second).toMatchObject({ policy: { version: 2, explorationShare: 0.3, kind: 'THOMPSON' } });
    await publishedVersion(second.manifestVersion);
    expect((await published()).policies).toEqual([
      { effectTypeId: 'look-match', policyVersion: 2, kind: 'THOMPSON', explorationShare: 0.3 },
    ]);
    const history = await studio.execute<{ routingPolicyHistory: { version: number }[] }>(
      'economics',
      boss,
      '{ routingPolicyHistory(effectTypeId: "look-match") { version } routingPolicy(effectTypeId: "other") { version } }',
    );
    expect(history.data).toEqual({
      routingPolicyHistory: [{ version: 2 }, { version: 1 }],
      routingPolicy: { version: 0 },
    });
    await update({ kind: 'EPSILON_GREEDY', explorationShare: 0.05 });
  });

  it('take a workflow out whose quality is below a new floor', async () => {
    const changed = await update({ qualityFloor: 0.6 });
    await publishedVersion(changed.manifestVersion);
    const fast = (await published()).entries.find((entry) => entry.workflowId === 'look-match-fast');
    expect(fast).toMatchObject({ weight: 0, reason: 'BELOW_QUALITY_FLOOR' });
    await update({ qualityFloor: 0.3 });
  });

  it.each([
    [{ explorationShare: 1.5 }, 'explorationShare'],
    [{ qualityWeight: 0.9 }, 'qualityWeight'],
    [{ costCapNanoUsd: '0' }, 'costCapNanoUsd'],
  ])('are refused when they make no sense: %j', async (policy, field) => {
    expect(await update(policy)).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

describe('a workflow that joins later', () => {
  it('is measured unseen first', async () => {
    await work(20);
    await deliverCatalogue([...variants, ['look-match-new', 'cpu-swift', 0.9]]);
    const entry = (await published()).entries.find((one) => one.workflowId === 'look-match-new');
    expect(entry).toMatchObject({ state: 'SHADOW', weight: 0, shadowLegsPerCycle: 4 });
  });
});

describe('routing tables', () => {
  it('show a tenant nothing of another', async () => {
    const stranger = admin(newId(), '00000000-0000-7000-8000-00000000000f');
    const answer = await studio.execute(
      'economics',
      stranger,
      '{ routingManifest { version } routingOverrides { id } routingManifests { edges { cursor } } }',
    );
    expect(answer.data).toEqual({
      routingManifest: null,
      routingOverrides: [],
      routingManifests: { edges: [] },
    });
    for (const table of [
      'catalogue_workflow',
      'provider_status',
      'routing_observation',
      'routing_manifest',
      'manifest_head',
      'routing_policy',
      'routing_override',
    ]) {
      const { rows } = await studio.ownerPool.query<{ tenants: string[] }>(
        `select array_agg(distinct tenant_id::text) as tenants from economics.${table}`,
      );
      expect(rows[0]!.tenants).toEqual([DEFAULT_TENANT_ID]);
    }
    expect(await studio.deadLetters()).toEqual([]);
  });
});

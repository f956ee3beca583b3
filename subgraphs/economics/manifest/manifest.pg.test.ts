import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { ProviderStatusChanged, WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { QualityEvaluated } from '@effect-studio/schema/events/quality';
import { MANIFEST_CHANNEL, MANIFEST_KEY } from '@effect-studio/schema/routing/published-manifest';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptEnded, newRun } from '../fixtures/run-events.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { startManifestWorker } from '../workers/manifest-jobs.ts';
import { CYCLE_MS } from './domain/policy.ts';
import { restoreManifest } from './use-cases/publish-manifest.ts';

interface Published {
  version: number;
  digest: string;
  entries: {
    workflowId: string;
    providerId: string;
    weight: number;
    isBarred: boolean;
    reason: string;
    sampleCount: number;
    expectedCostNanoUsd: string | null;
  }[];
}

let studio: TestStudio;
let stopWorker: () => Promise<void>;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await studio.call('economics').redis.del(MANIFEST_KEY);
  await seedHouseRateCard(studio.call('economics'));
  stopWorker = await startManifestWorker(studio.call('economics'));
  await studio.settle();
});
afterAll(async () => {
  await stopWorker();
  await studio.close();
});

const published = async (): Promise<Published> =>
  JSON.parse((await studio.call('economics').redis.get(MANIFEST_KEY)) ?? 'null') as Published;
const entryOf = async (workflowId: string) =>
  (await published()).entries.find((entry) => entry.workflowId === workflowId)!;

const variants = [
  ['look-match-fast', 'cpu-swift'],
  ['look-match-balanced', 'cpu-studio'],
  ['look-match-fine', 'cpu-atelier'],
  ['look-match-free', 'without-a-price'],
] as const;

async function deliverCatalogue() {
  await studio.deliver('economics', WorkflowCatalogueChanged, 'catalogue', {
    workflows: variants.map(([workflowId, providerId]) => ({
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

async function status(providerId: string, to: 'HEALTHY' | 'UNHEALTHY') {
  await studio.deliver('economics', ProviderStatusChanged, providerId, {
    providerId,
    from: 'HEALTHY',
    to,
    reason: 'test',
  });
  await studio.settle();
}

describe('the routing manifest', () => {
  it('does not exist before there is anything to route', async () => {
    expect(await published()).toBeNull();
    const answer = await studio.execute('economics', admin(), '{ routingManifest { version } }');
    expect(answer.data).toEqual({ routingManifest: null });
  });

  it('is made when the catalogue changes, published, and bars what has no price', async () => {
    await deliverCatalogue();
    expect(await published()).toMatchObject({ version: 1 });
    expect(await entryOf('look-match-free')).toMatchObject({ isBarred: true, weight: 0, reason: 'UNPRICED' });
    expect((await entryOf('look-match-fast')).weight).toBeCloseTo(1 / 3, 5);
    expect(
      (await studio.written('RoutingManifestPublished.v1')).map((event) => event.payload.version),
    ).toEqual([1]);
    const answer = await studio.execute<{ routingManifest: { digest: string; entries: object[] } }>(
      'economics',
      admin(),
      '{ routingManifest { version digest entries { workflow { id } provider { id } effectType { id } rank weight isBarred reason sampleCount } } }',
    );
    expect(answer.data!.routingManifest.entries).toHaveLength(4);
    expect(answer.data!.routingManifest.digest).toBe((await published()).digest);
  });

  it('is not published again while it says the same', async () => {
    await deliverCatalogue();
    expect((await published()).version).toBe(1);
    expect(await studio.written('RoutingManifestPublished.v1')).toHaveLength(1);
  });

  it('learns from attempts and their quality by the next cycle, without being asked', async () => {
    const run = newRun();
    for (const [workflowId, providerId] of variants.slice(0, 3)) {
      for (let index = 0; index < 10; index += 1) {
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
          composite: workflowId === 'look-match-fine' ? 0.95 : 0.3,
          evaluatorVersion: '1',
          durationMs: 1,
        });
      }
    }
    studio.clock.advance(CYCLE_MS);
    await studio.settle();
    expect(await entryOf('look-match-fine')).toMatchObject({ sampleCount: 10, isBarred: false });
    expect((await entryOf('look-match-fine')).weight).toBeGreaterThan(0.9);
    expect((await entryOf('look-match-fine')).expectedCostNanoUsd).not.toBeNull();
    expect((await published()).version).toBe(2);
    studio.clock.advance(CYCLE_MS);
    await studio.settle();
    expect((await published()).version).toBe(3);
  });

  it('learns nothing from what the studio tried for itself', async () => {
    const run = newRun();
    for (let index = 0; index < 10; index += 1) {
      const attempt = attemptEnded(run, studio.clock.now(), {
        workflowId: 'look-match-fine',
        providerId: 'cpu-atelier',
        outcome: 'failed',
        budgetContext: 'system_test',
      });
      await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
    }
    studio.clock.advance(CYCLE_MS);
    await studio.settle();
    expect(await entryOf('look-match-fine')).toMatchObject({ sampleCount: 10, isBarred: false });
  });

  it('takes an unhealthy provider out at once and back in when it is well', async () => {
    await status('cpu-atelier', 'UNHEALTHY');
    expect(await entryOf('look-match-fine')).toMatchObject({
      weight: 0,
      isBarred: true,
      reason: 'PROVIDER_UNHEALTHY',
    });
    await status('cpu-atelier', 'HEALTHY');
    expect((await entryOf('look-match-fine')).weight).toBeGreaterThan(0.9);
  });

  it('takes a provider whose attempts fail out by the next cycle', async () => {
    const run = newRun();
    for (let index = 0; index < 20; index += 1) {
      const attempt = attemptEnded(run, studio.clock.now(), {
        workflowId: 'look-match-fine',
        providerId: 'cpu-atelier',
        outcome: 'failed',
      });
      await studio.deliver('economics', TaskAttemptEnded, run.runId, attempt);
    }
    studio.clock.advance(CYCLE_MS);
    await studio.settle();
    expect(await entryOf('look-match-fine')).toMatchObject({ weight: 0, reason: 'FAILING' });
  });

  it('is put back when Redis lost it, with word to its readers, and left alone otherwise', async () => {
    const { redis } = studio.call('economics');
    const before = await published();
    const subscriber = redis.duplicate();
    await subscriber.subscribe(MANIFEST_CHANNEL);
    const heard = new Promise<string>((resolve) =>
      subscriber.once('message', (_channel, version) => resolve(version)),
    );
    expect(await restoreManifest(studio.call('economics'))).toBe(false);
    await redis.del(MANIFEST_KEY);
    expect(await restoreManifest(studio.call('economics'))).toBe(true);
    expect(await published()).toEqual(before);
    expect(await heard).toBe(String(before.version));
    subscriber.disconnect();
  });

  it('cannot be changed once it was published', async () => {
    await expect(
      studio.ownerPool.query(`update economics.routing_manifest set digest = 'x'`),
    ).rejects.toThrow(/append-only/);
    expect(await studio.deadLetters()).toEqual([]);
  });
});

import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { MANIFEST_KEY } from '@effect-studio/schema/routing/published-manifest';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentManifest, openManifestSource, refreshManifest } from './messaging/manifest-source.ts';
import orchestrator from './subgraph.ts';
import { publishedEntry, putManifest, signedManifest } from './testing/published.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';
import { watchManifest } from './workers/watch-manifest.ts';

let studio: TestStudio;
let close: () => Promise<void>;
let version = 0;
beforeAll(async () => {
  studio = await TestStudio.open([orchestrator], { graph: new FakeGraph() });
});
afterAll(async () => {
  await studio.call('orchestrator').redis.del(MANIFEST_KEY);
  await close?.();
  await studio.close();
});
beforeEach(async () => {
  await close?.();
  close = await openManifestSource(studio.call('orchestrator'));
});

const ENTRIES = [
  publishedEntry('look-match-fast', 1, { weight: 0.7, providerId: 'cpu-swift' }),
  publishedEntry('look-match-balanced', 2, { weight: 0.3, providerId: 'cpu-studio' }),
  publishedEntry('look-match-fine', 3, {
    weight: 0,
    state: 'SHADOW',
    isBarred: true,
    reason: 'NEW',
    shadowLegsPerCycle: 2,
    providerId: 'cpu-atelier',
  }),
];

async function publish(fields: Parameters<typeof putManifest>[1] = {}) {
  version += 1;
  await putManifest(studio, { version, entries: ENTRIES, ...fields });
  await refreshManifest(studio.call('orchestrator'));
}

async function batchOf(run: StudioRun) {
  const [batch] = await run.written('TestBatchDispatched.v1');
  return batch!.payload as {
    legs: { role: string; workflowId: string }[];
    decision: { manifestVersion: number; isManifestStale: boolean; isExplorationStopped: boolean };
  };
}
const shadowsOf = async (run: StudioRun) =>
  (await batchOf(run)).legs.filter(({ role }) => role === 'shadow').length;

async function dispatched(): Promise<StudioRun> {
  const run = new StudioRun(studio);
  await run.dispatch();
  return run;
}

describe('unseen legs', () => {
  it('are as many per cycle as the manifest allows, over all runs, and never among the candidates', async () => {
    await publish();
    const runs = [await dispatched(), await dispatched(), await dispatched()];
    expect(await Promise.all(runs.map(shadowsOf))).toEqual([1, 1, 0]);
    const shown = await runs[0]!.query<{ candidates: { workflow: { id: string }; role: string }[] }>(
      'candidates { role workflow { id } }',
    );
    expect(shown!.candidates.map(({ workflow }) => workflow.id)).not.toContain('look-match-fine');
    studio.clock.advance(15 * 60_000);
    await publish();
    expect(await shadowsOf(await dispatched())).toBe(1);
  });

  it('end at the last nano-dollar of the exploration wallet, also for runs at the same moment', async () => {
    studio.clock.advance(30 * 60_000);
    // One leg is expected to cost 41,667: the money is for three, the cycle's number for ten.
    const entries = [...ENTRIES.slice(0, 2), { ...ENTRIES[2]!, shadowLegsPerCycle: 10 }];
    await publish({ entries, explorationLeftNanoUsd: '150000' });
    const runs = await Promise.all(Array.from({ length: 6 }, dispatched));
    const planned = await Promise.all(runs.map(shadowsOf));
    expect(planned.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect((await batchOf(runs[0]!)).legs.length).toBeGreaterThanOrEqual(2);
  });
});

describe('feature flags', () => {
  it('end exploration, and draw the number of legs closer, for runs that are planned from then on', async () => {
    studio.clock.advance(30 * 60_000);
    await publish({ entries: [...ENTRIES.slice(0, 2), { ...ENTRIES[2]!, shadowLegsPerCycle: 10 }] });
    await studio.setFlag('routing.exploration', false);
    const known = await batchOf(await dispatched());
    expect(known.legs.map(({ role }) => role)).toEqual(['candidate', 'candidate']);
    await studio.setFlag('orchestrator.max-legs', 1);
    expect((await batchOf(await dispatched())).legs).toHaveLength(1);
    await studio.setFlag('routing.exploration', true);
    await studio.setFlag('orchestrator.max-legs', 8);
    expect(await shadowsOf(await dispatched())).toBe(1);
  });
});

describe('a manifest that nobody can vouch for', () => {
  const put = (value: object) => studio.call('orchestrator').redis.set(MANIFEST_KEY, JSON.stringify(value));

  it.each([
    [
      'its content was changed',
      () => {
        const signed = signedManifest(studio, { version: 900, entries: ENTRIES });
        return { ...signed, entries: [{ ...ENTRIES[0]!, weight: 1 }] };
      },
    ],
    [
      'its check was changed',
      () => ({
        ...signedManifest(studio, { version: 901, entries: ENTRIES }),
        explorationLeftNanoUsd: '999999999999',
      }),
    ],
    [
      'it is not signed',
      () => ({
        ...signedManifest(studio, { version: 902, entries: ENTRIES }),
        signature: 'AAAA',
      }),
    ],
    [
      'it is older than what is in force',
      () => signedManifest(studio, { version: 1, entries: ENTRIES, generatedAt: new Date(0).toISOString() }),
    ],
  ])('is refused when %s; the last good one stays', async (_what, forged) => {
    await publish();
    await put(forged());
    await refreshManifest(studio.call('orchestrator'));
    expect(currentManifest(studio.call('orchestrator'))!.version).toBe(version);
  });
});

describe('24 hours without economics', () => {
  it('are routed by the last good manifest, visibly stale, told to the operator once, without exploring', async () => {
    studio.clock.advance(30 * 60_000);
    await publish();
    await ensureTurns(studio.call('orchestrator'), [watchManifest]);
    await studio.settle();
    const status = async () =>
      (
        await studio.execute<{ routingStatus: object }>(
          'orchestrator',
          admin(),
          '{ routingStatus { manifestVersion isStale } }',
        )
      ).data!.routingStatus;
    expect(await status()).toEqual({ manifestVersion: version, isStale: false });
    const told = async () =>
      (
        await studio.ownerPool.query(
          `select severity, message from bus.action_log where event_type = 'MANIFEST_STALE'`,
        )
      ).rows;
    for (let hour = 0; hour < 24; hour += 1) {
      studio.clock.advance(3_600_000);
      await studio.settle();
      const run = await dispatched();
      const { legs, decision } = await batchOf(run);
      expect(legs.map(({ workflowId }) => workflowId)).toEqual(['look-match-fast', 'look-match-balanced']);
      expect(decision).toMatchObject({
        manifestVersion: version,
        isManifestStale: true,
        isExplorationStopped: true,
      });
    }
    expect(await status()).toEqual({ manifestVersion: version, isStale: true });
    expect(await told()).toEqual([
      { severity: 'WARN', message: expect.stringContaining('routed by version') },
    ]);
    await publish();
    expect(await status()).toMatchObject({ isStale: false });
    expect((await batchOf(await dispatched())).decision.isManifestStale).toBe(false);
    expect(await studio.deadLetters()).toEqual([]);
  });
});

import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightShifts } from '../actions/persistence/auto-actions.ts';
import { act } from '../actions/use-cases/act.ts';
import { BUCKET_MS } from '../detection/domain/bucket-facts.ts';
import { settle } from '../ledger/persistence/ledger.ts';
import { reserveTokens } from '../ledger/use-cases/reservation-queue.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';
import { replaceCatalogue } from '../manifest/persistence/catalogue.ts';
import { generateManifest } from '../manifest/use-cases/generate-manifest.ts';
import { readManifest } from '../manifest/use-cases/publish-manifest.ts';
import { touchBooks } from '../margins/persistence/change-books.ts';
import { seedHouseRateCard } from '../rate-card/use-cases/publish-rate-card.ts';
import economics from '../subgraph.ts';
import { detectionTick } from '../workers/detection-jobs.ts';
import { ADVICE } from './domain/bottleneck.ts';
import { diagnose, UNDIAGNOSED } from './domain/diagnose.ts';
import type { Bottleneck } from './domain/stored-bottleneck.ts';
import { bottleneckById, saveBottleneck } from './persistence/bottlenecks.ts';
import { type Pace, workOneBucket } from './testing/steady-work.ts';
import { runDiagnosis } from './use-cases/run-diagnosis.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  await seedHouseRateCard(studio.call('economics'));
  const catalogue = ['cpu-swift', 'cpu-studio'].map((providerId) => ({
    workflowId: `grade-${providerId}`,
    providerId,
    effectTypeId: 'look-match',
    isActive: true,
  }));
  const ctx = studio.call('economics');
  await ctx.db.transaction(ctx, (tx) => replaceCatalogue(tx, catalogue, tx.now));
  // A bucket is looked at a minute after its end.
  studio.clock.advance(60_000);
  await buckets(44, [{ providerId: 'cpu-swift' }, { providerId: 'cpu-studio' }]);
});
afterAll(() => studio.close());

/** Lets so many quarters of an hour pass with work in them, each looked at when it is closed. */
async function buckets(count: number, paces: readonly Pace[]): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const ctx = studio.call('economics');
    await workOneBucket(ctx, paces);
    studio.clock.advance(BUCKET_MS);
    await ctx.db.transaction(ctx, (tx) => runDiagnosis(tx));
  }
}
const shifts = () => {
  const ctx = studio.call('economics');
  return ctx.db.transaction(ctx, (tx) => weightShifts(tx));
};

/** The weights that routing follows now. */
async function weights(): Promise<Record<string, number>> {
  const ctx = studio.call('economics');
  await ctx.db.transaction(ctx, (tx) => generateManifest(tx, 'test'));
  const entries = (await readManifest(ctx))!.entries;
  return Object.fromEntries(entries.map(({ providerId, weight }) => [providerId, weight]));
}

const BOTTLENECKS = `query ($isOpenOnly: Boolean) { bottlenecks(isOpenOnly: $isOpenOnly) { edges { node {
  id bottleneckClass subject { kind id } runbook suggestedAction actionTaken impactNanoUsdPerHour closedAt
  tests { question value limit passed } history { kind detail }
  actions { id state share endedBecause endReason guardTimeRatio } } } } }`;
const ALERTS = `query ($isOpenOnly: Boolean) { alerts(isOpenOnly: $isOpenOnly) { edges { node {
  subject { kind id } signal detector severity humanReadableCause runbook closedAt } } } }`;
const SERIES = `query ($input: DetectionSeriesInput!) { detectionSeries(input: $input) { points { isOn value } alerts { signal } }
  watchedSeries { subject { id } signal wasOn } }`;
interface Node {
  id: string;
  bottleneckClass: string;
  subject: { kind: string; id: string };
  actionTaken: string | null;
  closedAt: string | null;
  history: { kind: string; detail: string }[];
  actions: {
    id: string;
    state: string;
    share: number;
    endedBecause: string | null;
    endReason: string | null;
  }[];
}
async function bottlenecks(isOpenOnly = true): Promise<Node[]> {
  const { data } = await studio.execute<{ bottlenecks: { edges: { node: Node }[] } }>(
    'economics',
    admin(),
    BOTTLENECKS,
    {
      isOpenOnly,
    },
  );
  return data!.bottlenecks.edges.map(({ node }) => node);
}
const types = async () => (await studio.written()).map(({ type }) => type);

describe('a provider that gets slow', () => {
  it('is left alone while nothing is wrong', async () => {
    expect(await bottlenecks(false)).toEqual([]);
    expect(await types()).not.toContain('EconomicAlert.v1');
  });

  it('is noticed, explained with every test, and loses some weight by itself', async () => {
    await buckets(4, [{ providerId: 'cpu-swift', slowness: 1.8 }, { providerId: 'cpu-studio' }]);
    const alerts = await studio.execute<{
      alerts: { edges: { node: { signal: string; subject: { id: string } } }[] };
    }>('economics', admin(), ALERTS, { isOpenOnly: true });
    expect(alerts.data!.alerts.edges.map(({ node }) => `${node.subject.id} ${node.signal}`)).toContain(
      'cpu-swift LATENCY',
    );
    const series = await studio.execute<{
      detectionSeries: { points: { isOn: boolean; value: number }[]; alerts: { signal: string }[] };
      watchedSeries: { subject: { id: string }; signal: string; wasOn: boolean }[];
    }>('economics', admin(), SERIES, {
      input: {
        ...{ subjectKind: 'PROVIDER', subjectId: 'cpu-swift', signal: 'LATENCY' },
        from: new Date(studio.clock.now().getTime() - 8 * BUCKET_MS).toISOString(),
        to: studio.clock.now().toISOString(),
      },
    });
    const { points, alerts: markers } = series.data!.detectionSeries;
    // The running quarter is not closed yet.
    expect(points).toHaveLength(7);
    expect([points[0]!.isOn, points.at(-1)!.isOn]).toEqual([false, true]);
    expect(Math.abs(Math.exp(points.at(-1)!.value) - 1.8)).toBeLessThan(0.15);
    expect(markers).toEqual([{ signal: 'LATENCY' }]);
    expect(series.data!.watchedSeries).toContainEqual({
      ...{ subject: { id: 'cpu-swift' }, signal: 'LATENCY', wasOn: true },
    });
    const [found] = await bottlenecks();
    expect(found).toMatchObject({
      bottleneckClass: 'PROVIDER_LATENCY_DEGRADATION',
      subject: { kind: 'PROVIDER', id: 'cpu-swift' },
      runbook: 'provider-latency.md',
      actions: [{ state: 'APPLIED', share: 0.3 }],
      history: [{ kind: 'OPENED' }, { kind: 'ACTION_APPLIED' }],
    });
    expect(found!.actionTaken).toContain('30 %');
    expect(await shifts()).toMatchObject([{ providerId: 'cpu-swift', share: 0.3 }]);
    const now = await weights();
    expect(now['cpu-swift']! + now['cpu-studio']!).toBeCloseTo(1, 6);
    expect(
      (await readManifest(studio.call('economics')))!.entries.find(
        ({ providerId }) => providerId === 'cpu-swift',
      )!.reason,
    ).toContain('30 % moved away by the engine');
    expect(await types()).toEqual(
      expect.arrayContaining(['EconomicAlert.v1', 'BottleneckClassified.v1', 'ActionApplied.v1']),
    );
  });

  it('gets its weight back when it is well again, and its episode ends', async () => {
    await buckets(9, [{ providerId: 'cpu-swift' }, { providerId: 'cpu-studio' }]);
    const [ended] = await bottlenecks(false);
    expect(ended).toMatchObject({ actions: [{ state: 'REVERTED', endedBecause: 'NOT_CONFIRMED' }] });
    expect(ended!.closedAt).not.toBeNull();
    expect(await shifts()).toEqual([]);
    expect(await types()).toContain('ActionReverted.v1');
  });
});

/** A classification that the figures do not support, acted upon as if it were right. */
async function misclassify(providerId: string): Promise<Bottleneck> {
  const ctx = studio.call('economics');
  return ctx.db.transaction(ctx, async (tx) => {
    const advice = ADVICE.PROVIDER_LATENCY_DEGRADATION;
    const wrong: Bottleneck = {
      id: newId(),
      bottleneckClass: 'PROVIDER_LATENCY_DEGRADATION',
      subject: { kind: 'PROVIDER', id: providerId },
      tests: [
        { question: 'Attempts', value: 20, limit: 8, passed: true },
        { question: 'Work per unit against the usual', value: 1.4, limit: 1.2, passed: true },
      ],
      affectedAttempts: 20,
      impactNanoUsdPerHour: null,
      impactKind: advice.impact,
      ...{ runbook: advice.runbook, suggestedAction: advice.suggestedAction },
      ...{ actionTaken: null, settingsVersion: 'test', openedAt: tx.now, lastSeenAt: tx.now, closedAt: null },
    };
    await saveBottleneck(tx, wrong);
    const facts = { start: tx.now, cells: [], fleets: [], wallets: [] };
    expect(await act(tx, wrong, diagnose(UNDIAGNOSED, facts).features, { isNew: true })).not.toBeNull();
    return wrong;
  });
}

describe('an action on a wrong classification', () => {
  it('undoes itself within one window', async () => {
    const wrong = await misclassify('cpu-studio');
    expect(await shifts()).toMatchObject([{ providerId: 'cpu-studio', share: expect.closeTo(0.2857, 3) }]);
    await buckets(1, [{ providerId: 'cpu-swift' }, { providerId: 'cpu-studio' }]);
    expect(await shifts()).toEqual([]);
    const undone = (await bottlenecks(false)).find(({ id }) => id === wrong.id)!;
    expect(undone.actions).toMatchObject([{ state: 'REVERTED', endedBecause: 'NOT_CONFIRMED' }]);
    expect(undone.history.map(({ kind }) => kind)).toEqual(['ACTION_APPLIED', 'ACTION_ENDED']);
  });

  it('is not repeated on the same provider within half an hour', async () => {
    const ctx = studio.call('economics');
    const again = (await bottlenecks(false)).find(({ subject }) => subject.id === 'cpu-studio')!;
    const refused = await ctx.db.transaction(ctx, async (tx) => {
      const facts = { start: tx.now, cells: [], fleets: [], wallets: [] };
      const { features } = diagnose(UNDIAGNOSED, facts);
      return act(tx, (await bottleneckById(tx, again.id))!, features, { isNew: true });
    });
    expect(refused).toBeNull();
    const { history } = (await bottlenecks(false)).find(({ id }) => id === again.id)!;
    expect(history.at(-1)).toMatchObject({
      kind: 'ACTION_REFUSED',
      detail: expect.stringContaining('30 minutes'),
    });
  });
});

describe('revertAction', () => {
  const mutation = `mutation ($input: RevertActionInput!) { revertAction(input: $input) {
    __typename ... on AutoAction { state endedBecause endReason endedBy { id } } ... on Problem { status humanReadableCause } } }`;
  const revert = async (caller: ReturnType<typeof admin>, input: object) =>
    (await studio.execute<{ revertAction: object }>('economics', caller, mutation, { input })).data
      ?.revertAction;

  it('gives the weight back once per key, says who did it, and is for admins only', async () => {
    studio.clock.advance(BUCKET_MS);
    const wrong = await misclassify('cpu-swift');
    const { actions } = (await bottlenecks(false)).find(({ id }) => id === wrong.id)!;
    const person = admin();
    const input = { actionId: actions[0]!.id, reason: 'it is fine', idempotencyKey: newId() };
    expect(await revert(creator(), input)).toBeUndefined();
    const answers = await Promise.all([revert(person, input), revert(person, input)]);
    expect(answers[0]).toEqual({
      __typename: 'AutoAction',
      state: 'REVERTED',
      endedBecause: 'BY_HAND',
      endReason: 'it is fine',
      endedBy: { id: person.subjectId },
    });
    expect(answers[1]).toEqual(answers[0]);
    expect(await shifts()).toEqual([]);
    expect(await revert(person, { ...input, idempotencyKey: newId() })).toMatchObject({
      __typename: 'InvalidState',
      status: 409,
    });
    expect(await revert(person, { ...input, reason: 'other' })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    expect(await revert(person, { ...input, actionId: newId(), idempotencyKey: newId() })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await revert(person, { ...input, reason: ' ', idempotencyKey: newId() })).toMatchObject({
      __typename: 'InvalidInput',
    });
    const { history } = (await bottlenecks(false)).find(({ id }) => id === wrong.id)!;
    expect(history.at(-1)).toMatchObject({ kind: 'ACTION_ENDED', detail: 'BY_HAND: it is fine' });
  });
});

describe('every tenant', () => {
  it('is looked at, and a person whose tokens will not last is told once', async () => {
    const tenantId = newId();
    const ctx = studio.call('economics', systemCaller(tenantId));
    const ownerId = newId();
    await topUpWallet(ctx, { userId: ownerId, amountTokens: 100, reason: 'test', key: newId() });
    const reservation = { id: newId(), runId: newId(), ownerId, amountTokens: 90 };
    await reserveTokens(ctx, reservation);
    await ctx.db.transaction(ctx, async (tx) => {
      const spent = { id: newId(), reservationId: reservation.id, ownerId, amountTokens: 90, reason: 'test' };
      await settle(tx, spent);
      await touchBooks(tx);
    });
    for (let bucket = 0; bucket < 6; bucket += 1) {
      studio.clock.advance(BUCKET_MS);
      await detectionTick.run(studio.call('economics'), { complete: () => Promise.resolve() } as never);
    }
    const told = (await studio.written('TokensRunningLow.v1')).filter((event) => event.tenantId === tenantId);
    expect(told.map(({ payload }) => payload)).toMatchObject([{ ownerId, availableTokens: 10 }]);
    expect(told[0]!.payload.hoursLeft).toBeCloseTo((24 * 10) / 90, 6);
  });
});

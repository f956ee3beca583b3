import { newId } from '@effect-studio/kernel/ids';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import { EffectPublished } from '@effect-studio/schema/events/gallery';
import { AdminApproved } from '@effect-studio/schema/events/notifications';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { tickTopic, WATCHED_RUNS } from '@effect-studio/schema/live/run-topics';
import { MANIFEST_CHANNEL, MANIFEST_KEY } from '@effect-studio/schema/routing/published-manifest';
import { creator } from '@effect-studio/testing/callers';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentManifest, openManifestSource } from './messaging/manifest-source.ts';
import { followRun } from './resolvers/follow-run.ts';
import subgraph from './subgraph.ts';
import { publishedEntry, putManifest } from './testing/published.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';
import { reconcileRuns } from './workers/reconcile-runs.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], { graph: new FakeGraph() });
});
afterAll(() => studio.close());

async function approve(run: StudioRun): Promise<void> {
  const submission = (await run.written('ApprovalRequested.v1')).at(-1)!.payload.submission as Submission;
  await studio.deliver('orchestrator', AdminApproved, run.id, run.facts.approved(submission).payload);
}

async function published(): Promise<StudioRun> {
  const run = new StudioRun(studio);
  await run.render(await run.compare());
  await approve(run);
  await studio.deliver('orchestrator', EffectPublished, run.id, run.facts.published().payload);
  await logWrittenEvents(studio, 'orchestrator');
  return run;
}

/** Calls `effect` again and again until `done` settles: for messages that are lost before anybody listens. */
async function repeatedly<Result>(effect: () => void, done: Promise<Result>): Promise<Result> {
  const timer = setInterval(effect, 20);
  try {
    return await done;
  } finally {
    clearInterval(timer);
  }
}

describe('following a run', () => {
  it('tells every state once and in order from the cursor on, and ends with the run', async () => {
    const run = await published();
    const source = await subscribe({
      schema: buildSchema(subgraph),
      document: parse(
        'subscription ($id: ID!) { runProgress(id: $id, after: "0") { ... on RunAdvance { cursor to run { id state } } } }',
      ),
      variableValues: { id: run.id },
      contextValue: studio.call('orchestrator', run.owner),
    });
    const seen: { to: string; cursor: string; run: { state: string } }[] = [];
    for await (const item of source as AsyncIterable<{ data: { runProgress: (typeof seen)[0] } }>) {
      seen.push(item.data.runProgress);
    }
    expect(seen.map(({ to }) => to)).toEqual(await run.states());
    expect(seen.at(-1)!.run.state).toBe('PUBLISHED');

    const resumed = followRun(
      studio.call('orchestrator', run.owner),
      { runId: run.id, state: 'PUBLISHED' },
      BigInt(seen.at(-3)!.cursor),
    );
    const rest: unknown[] = [];
    for await (const { runProgress } of resumed)
      if (runProgress.__typename === 'RunAdvance') rest.push(runProgress.to);
    expect(rest).toEqual(['PUBLISHING', 'PUBLISHED']);
  });

  it('passes progress ticks on and stops listening when its reader leaves', async () => {
    const run = new StudioRun(studio);
    const [taskId] = await run.dispatch();
    const ctx = studio.call('orchestrator', run.owner);
    const progress = followRun(ctx, { runId: run.id, state: 'DISPATCHING' }, null);
    const tick = await repeatedly(
      () => ctx.ticks.publish(tickTopic(run.id), { taskId, progress: 0.5, previewUrl: 'store:picture' }),
      progress.next(),
    );
    const told = { __typename: 'TaskTick', taskId, progress: 0.5, previewUrl: 'store:picture' };
    expect(tick.value).toEqual({ runProgress: { ...told, run: { __typename: 'Run', id: run.id } } });
    await progress.return?.();
    expect(await progress.next()).toEqual({ value: undefined, done: true });
  });

  it('says that the run is looked at, as long as it is not over', async () => {
    const [open, over] = [new StudioRun(studio), new StudioRun(studio)];
    const ctx = studio.call('orchestrator', open.owner);
    const watched = ctx.ticks.listen(WATCHED_RUNS);
    const follow = (run: StudioRun, state: 'RUNNING' | 'CANCELLED') =>
      followRun(ctx, { runId: run.id, state }, 0n).return?.();
    const heard = await repeatedly(() => {
      void follow(over, 'CANCELLED');
      void follow(open, 'RUNNING');
    }, watched.next());
    expect(heard.value.data).toEqual({ runId: open.id });
    await watched.return?.();
  });

  it('is refused for the runs of others', async () => {
    const run = new StudioRun(studio);
    await run.dispatch();
    const result = await subscribe({
      schema: buildSchema(subgraph),
      document: parse('subscription ($id: ID!) { runProgress(id: $id) { __typename } }'),
      variableValues: { id: run.id },
      contextValue: studio.call('orchestrator', creator()),
    });
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});

describe('the manifest', () => {
  it('is read from its key, followed by its channel, and decides the legs', async () => {
    const services = studio.call('orchestrator');
    const publish = (version: number, first: string) =>
      putManifest(studio, {
        version,
        entries: ['look-match-fast', 'look-match-balanced', 'look-match-fine'].map((workflowId, index) =>
          publishedEntry(workflowId, workflowId === first ? 1 : index + 2),
        ),
      });
    await publish(1, 'look-match-fine');
    const close = await openManifestSource(services);
    expect(currentManifest(services)).toMatchObject({
      version: 1,
      entries: [{ expectedCostNanoUsd: 41_667n }, {}, {}],
    });

    const run = new StudioRun(studio);
    await run.dispatch();
    const [batch] = await run.written('TestBatchDispatched.v1');
    expect(batch!.payload).toMatchObject({
      decision: { manifestVersion: 1 },
      legs: [{ workflowId: 'look-match-fine' }, {}, {}],
    });

    await publish(2, 'look-match-fast');
    const isNew = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (currentManifest(services)?.version !== 2) return;
        clearInterval(look);
        resolve();
      }, 5);
    });
    await repeatedly(() => void services.redis.publish(MANIFEST_CHANNEL, '2'), isNew);

    await services.redis.set(MANIFEST_KEY, 'not JSON');
    await services.redis.publish(MANIFEST_CHANNEL, '3');
    expect(currentManifest(services)?.version).toBe(2);
    await services.redis.del(MANIFEST_KEY);
    await close();
  });
});

describe('the hourly reconciliation', () => {
  it('tells the operator once about a run that stands still, and none that waits for people', async () => {
    const [stuck, waiting] = [new StudioRun(studio), new StudioRun(studio)];
    for (const run of [stuck, waiting]) await run.render(await run.compare());
    await approve(stuck);
    await ensureTurns(studio.call('orchestrator'), [reconcileRuns]);
    studio.clock.advance(1_900_000);
    for (let hour = 0; hour < 3; hour += 1) {
      await studio.settle();
      studio.clock.advance(3_600_000);
    }
    const { rows } = await studio.ownerPool.query(
      `select severity, message from bus.action_log where event_type = 'RUN_STUCK' and (message like $1 or message like $2)`,
      [`%${stuck.id}%`, `%${waiting.id}%`],
    );
    expect(rows).toEqual([
      { severity: 'CRITICAL', message: expect.stringContaining(`${stuck.id} has been PUBLISHING`) },
    ]);
  });

  it('looks at the runs of every tenant, and tells it to that tenant’s operators', async () => {
    const run = new StudioRun(studio);
    await run.render(await run.compare());
    await approve(run);
    const other = newId();
    await studio.ownerPool.query('insert into orchestrator.tenant values ($1, now())', [other]);
    await studio.ownerPool.query('update orchestrator.run set tenant_id = $2 where id = $1', [run.id, other]);
    studio.clock.advance(1_900_000);
    for (let hour = 0; hour < 2; hour += 1) {
      await studio.settle();
      studio.clock.advance(3_600_000);
    }
    const { rows } = await studio.ownerPool.query(
      `select tenant_id from bus.action_log where event_type = 'RUN_STUCK' and message like $1`,
      [`%${run.id}%`],
    );
    expect(rows).toEqual([{ tenant_id: other }]);
    const known = await studio.ownerPool.query('select count(*)::int as n from orchestrator.tenant');
    expect(known.rows).toEqual([{ n: 2 }]);
  });
});

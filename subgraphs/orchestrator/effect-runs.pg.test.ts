import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { FootageAnalyzed } from '@effect-studio/schema/events/analysis';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { TaskFailed } from '@effect-studio/schema/events/execution';
import { PreviewRequested } from '@effect-studio/schema/events/gallery';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PromptVariant } from './domain/saga/run-saga.ts';
import orchestrator from './subgraph.ts';
import { effectSubmitted } from './testing/facts.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';

let studio: TestStudio;
let run: StudioRun;
const graph = new FakeGraph();
beforeAll(async () => {
  studio = await TestStudio.open([orchestrator], { graph });
});
afterAll(() => studio.close());
beforeEach(() => {
  graph.availableTokens = 100;
  run = new StudioRun(studio);
});
afterEach(async () => expect(await studio.deadLetters()).toEqual([]));

async function dispatched(): Promise<string> {
  await run.catalogue();
  const effectId = StudioRun.publish(graph);
  await run.runEffect({ effectId, footageVideoId: await run.ingest() });
  await run.reserve();
  await studio.deliver('orchestrator', FootageAnalyzed, run.id, run.facts.footageAnalyzed().payload);
  await studio.settle();
  return effectId;
}
const lastLeg = async () => {
  const { legs } = (await run.written('TestBatchDispatched.v1')).at(-1)!.payload;
  return (legs as { taskId: string; role: string }[])[0]!;
};
const lastTask = async (): Promise<string> => (await lastLeg()).taskId;

describe('the preview of a published effect', () => {
  it('is rendered on a clip of the house in the platform’s budget, once, and costs nobody tokens', async () => {
    await run.catalogue();
    await run.ingestHouseClip();
    const previewRunId = newId();
    const { effectInUse, variants } = effectSubmitted();
    const { effectId, revisionId, effectTypeId, styleDescriptor, workflows } = effectInUse!;
    const [{ variantId, text, parameters }] = variants as [PromptVariant];
    const wanted = {
      ...{ previewRunId, effectId, revisionId, effectTypeId, workflows, title: 'Warm film' },
      ...{ styleDescriptor, promptVariant: { variantId, text, parameters }, rateCardVersion: 1 },
    };
    for (let times = 0; times < 2; times += 1) {
      await studio.deliver('orchestrator', PreviewRequested, previewRunId, wanted);
    }
    run.id = previewRunId;
    const { facts } = run;
    const free = { ...facts.reserved().payload, amountTokens: 0 };
    await studio.deliver('orchestrator', TokensReserved, previewRunId, free);
    await studio.deliver('orchestrator', FootageAnalyzed, previewRunId, facts.footageAnalyzed().payload);
    await studio.settle();
    const taskId = await lastTask();
    await run.render(taskId);
    expect(await run.state()).toBe('COMPLETED');
    expect(await run.written('ResultReady.v1')).toEqual([]);
    expect(await run.written('PreviewRendered.v1')).toMatchObject([
      {
        budgetContext: 'system_test',
        payload: {
          ...{ effectId, revisionId, ownerId: SYSTEM_SUBJECT_ID, outputKey: `outputs/${taskId}.mp4` },
          composite: expect.any(Number),
        },
      },
    ]);
    expect(await run.written('EffectRunRequested.v1')).toMatchObject([
      { budgetContext: 'system_test', payload: { quote: { amountTokens: 0 } } },
    ]);
  });
});

describe('putting a published effect on a clip', () => {
  it('shows the effect, the price and the result, and no example', async () => {
    const effectId = await dispatched();
    // One run in forty explores: the run's id, which is new each time, decides.
    const { taskId, role } = await lastLeg();
    await run.render(taskId);
    expect(await run.states()).toEqual([
      ...['AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING'],
      ...['DISPATCHING', 'RUNNING', 'EVALUATING', 'COMPLETED'],
    ]);
    const shown = await run.query(
      'wish quotedTokens example { id } effectInUse { id } resultUrl winner { status role } candidates { status }',
    );
    expect(shown).toMatchObject({
      ...{ wish: 'Warm film', quotedTokens: 10, example: null, effectInUse: { id: effectId } },
      winner: { status: 'DONE', role: role.toUpperCase() },
      resultUrl: expect.stringContaining(`outputs/${taskId}.mp4`),
    });
    expect(await run.written('ResultReady.v1')).toMatchObject([{ payload: { effectId, chargeTokens: 10 } }]);
    expect(await run.written('RunCompleted.v1')).toHaveLength(1);
  });

  it('plans the leg that takes over by the catalogue of that moment', async () => {
    await dispatched();
    const first = await lastTask();
    await studio.deliver('orchestrator', TaskFailed, run.id, run.facts.taskFailed(first).payload);
    await studio.settle();
    const second = await lastTask();
    expect(second).not.toBe(first);
    await run.render(second);
    expect(await run.state()).toBe('COMPLETED');
    expect(
      (await run.query<{ candidates: object[] }>('candidates { status failureCause }'))!.candidates,
    ).toEqual([
      { status: 'FAILED', failureCause: 'It broke.' },
      { status: 'DONE', failureCause: null },
    ]);
  });

  it('waits for a clip that is still in processing', async () => {
    const footageVideoId = newId();
    graph.videos.set(footageVideoId, { status: 'PROCESSING', rejection: null });
    await run.runEffect({ effectId: StudioRun.publish(graph), footageVideoId });
    expect(await run.state()).toBe('AWAITING_MEDIA');
    await run.ingest(footageVideoId);
    expect(await run.state()).toBe('RESERVING');
  });

  it('refuses what cannot begin, with the reason, and reserves nothing', async () => {
    const effectId = StudioRun.publish(graph);
    const footageVideoId = await run.ingest();
    const strangers = await run.ingest(newId(), newId());
    expect(await run.runEffect({ effectId: newId(), footageVideoId })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await run.runEffect({ effectId: 'no id', footageVideoId })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await run.runEffect({ effectId, footageVideoId: strangers })).toMatchObject({
      __typename: 'VideoNotReady',
    });
    expect(await run.runEffect({ effectId, footageVideoId, maxTokens: 9 })).toMatchObject({
      ...{ __typename: 'PriceAboveLimit', quotedTokens: 10, status: 409 },
      humanReadableCause: 'The effect costs 10 tokens now; you agreed to 9 at most.',
    });
    graph.availableTokens = 9;
    expect(await run.runEffect({ effectId, footageVideoId })).toMatchObject({
      __typename: 'InsufficientTokens',
    });
    const started = (await studio.written('RunAdvanced.v1')).filter(
      ({ payload }) => payload.ownerId === run.owner.subjectId,
    );
    expect(started).toEqual([]);
  });

  it('answers a repeated key with its run although the effect is gone by then', async () => {
    const effectId = StudioRun.publish(graph);
    const input = { effectId, footageVideoId: await run.ingest(), idempotencyKey: newId() };
    const first = await run.runEffect(input);
    graph.effects.delete(effectId);
    expect(await run.runEffect(input)).toMatchObject({ __typename: 'Run', id: first.id });
  });
});

import orchestrator from '@effect-studio/orchestrator/subgraph';
import { FakeGraph, StudioRun } from '@effect-studio/orchestrator/testing/studio-run';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';

export const orchestratorCases: ContextCases = {
  context: 'orchestrator',
  names: ['submitRun', 'runEffect', 'cancelRun', 'chooseCandidate', 'rerenderCandidate'],
  open: async (options) => {
    const graph = new FakeGraph();
    const studio = await TestStudio.open([orchestrator], { ...options, graph });
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        submitRun: async () => {
          const run = new StudioRun(studio);
          const input = {
            exampleVideoId: await run.ingest(),
            footageVideoId: await run.ingest(),
            wish: 'warmer',
          };
          const runs = `select count(*) from bus.event where type = 'RunRequested.v1' and body -> 'payload' ->> 'ownerId' = $1`;
          return {
            caller: run.owner,
            input,
            otherInput: { ...input, wish: 'colder' },
            countEffects: counter(studio, runs, [run.owner.subjectId]),
          };
        },
        runEffect: async () => {
          const run = new StudioRun(studio);
          const input = { effectId: StudioRun.publish(graph), footageVideoId: await run.ingest() };
          const runs = `select count(*) from bus.event where type = 'EffectRunRequested.v1' and body -> 'payload' ->> 'ownerId' = $1`;
          return {
            caller: run.owner,
            input,
            otherInput: { ...input, maxTokens: 1_000 },
            countEffects: counter(studio, runs, [run.owner.subjectId]),
          };
        },
        cancelRun: async () => {
          const [run, other] = [new StudioRun(studio), new StudioRun(studio)];
          await run.dispatch();
          await other.dispatch();
          return {
            caller: run.owner,
            input: { runId: run.id },
            otherInput: { runId: other.id },
            countEffects: eventCounter(studio, 'RunCancelled.v1', run.id),
          };
        },
        chooseCandidate: async () => {
          const run = new StudioRun(studio);
          await run.compare();
          const [batch] = await run.written('TestBatchDispatched.v1');
          const [, second, third] = batch!.payload.legs as { taskId: string }[];
          return {
            caller: run.owner,
            input: { runId: run.id, taskId: second!.taskId },
            otherInput: { runId: run.id, taskId: third!.taskId },
            countEffects: eventCounter(studio, 'WinnerOverridden.v1', run.id),
          };
        },
        rerenderCandidate: async () => {
          const run = new StudioRun(studio);
          await run.compare();
          const [batch] = await run.written('TestBatchDispatched.v1');
          const [first] = batch!.payload.legs as { taskId: string }[];
          const input = { runId: run.id, taskId: first!.taskId, likeness: 'LESS' };
          const runs = `select count(*) from bus.event where type = 'RunRequested.v1' and body -> 'payload' ->> 'ownerId' = $1`;
          return {
            caller: run.owner,
            input,
            otherInput: { ...input, parameters: { strength: 0.4 } },
            countEffects: counter(studio, runs, [run.owner.subjectId]),
          };
        },
      },
    };
  },
};

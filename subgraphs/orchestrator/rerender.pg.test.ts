import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import orchestrator from './subgraph.ts';
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

const RERENDER = `mutation ($input: RerenderCandidateInput!) { rerenderCandidate(input: $input) { __typename
  ... on Run { id wish quotedTokens rerenderOf { run { id } taskId } example { id } footage { id } }
  ... on Problem { humanReadableCause } ... on InvalidInput { field } ... on PriceAboveLimit { quotedTokens } } }`;
const QUOTE = `query ($runId: ID!, $taskId: ID!) { quoteRerender(runId: $runId, taskId: $taskId) {
  amountTokens availableTokens missingTokens } }`;

async function rerender(input: Record<string, unknown>, caller = run.owner) {
  const variables = { input: { runId: run.id, idempotencyKey: newId(), ...input } };
  const { data, errors } = await studio.execute('orchestrator', caller, RERENDER, variables);
  expect(errors).toBeUndefined();
  await studio.settle();
  return (data as { rerenderCandidate: Record<string, unknown> & { id: string } }).rerenderCandidate;
}
const quote = async (taskId: string, caller = run.owner) =>
  (await studio.execute('orchestrator', caller, QUOTE, { runId: run.id, taskId })).data!.quoteRerender;

it('shows how a candidate was made and placed, quotes another rendering, and starts it as a run of its own', async () => {
  await run.compare();
  const seen = await run.query<{
    candidates: { task: { id: string }; parameters: object; ranking: { score: number; terms: Term[] } }[];
    footage: { id: string };
  }>(
    `footage { id } candidates { task { id } parameters { strength warmth protectSkin }
     ranking { rank score terms { name value weight contribution } } }`,
  );
  const [best] = seen!.candidates;
  const { terms, score } = best!.ranking;
  expect(terms.map(({ name }) => name)).toEqual(['QUALITY', 'COST', 'SPEED']);
  expect(terms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  expect(terms.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
  expect(await quote(best!.task.id)).toEqual({ amountTokens: 10, availableTokens: 100, missingTokens: 0 });
  const answer = await rerender({ taskId: best!.task.id, parameters: { strength: 0.3, warmth: 0.5 } });
  expect(answer).toMatchObject({
    __typename: 'Run',
    quotedTokens: 10,
    rerenderOf: { run: { id: run.id }, taskId: best!.task.id },
    footage: { id: seen!.footage.id },
  });
  const again = new StudioRun(studio, run.owner);
  again.id = answer.id;
  await again.reserve();
  expect(await again.state()).toBe('DISPATCHING');
  const [batch] = await again.written('TestBatchDispatched.v1');
  expect(batch!.payload.legs).toMatchObject([{ parameters: { strength: 0.3, warmth: 0.5 } }]);
  expect(await again.written('RunRequested.v1')).toHaveLength(1);
});

it('refuses what is not the caller’s, too dear, out of range or the same, and reserves nothing', async () => {
  await run.compare();
  const [candidate] = (await run.query<{ candidates: { task: { id: string } }[] }>(
    'candidates { task { id } }',
  ))!.candidates;
  const taskId = candidate!.task.id;
  const before = (await studio.written('RunRequested.v1')).length;
  for (const stranger of [creator(), admin()]) {
    expect(await rerender({ taskId, parameters: { strength: 0.2 } }, stranger)).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await quote(taskId, stranger)).toBeNull();
  }
  expect(await rerender({ taskId, parameters: { strength: 0.2 }, maxTokens: 9 })).toMatchObject({
    __typename: 'PriceAboveLimit',
    quotedTokens: 10,
  });
  expect(await rerender({ taskId, parameters: { warmth: 2 } })).toMatchObject({ field: 'parameters.warmth' });
  expect(await rerender({ taskId })).toMatchObject({ field: 'parameters' });
  expect(await rerender({ taskId: await run.finishId(), likeness: 'LESS' })).toMatchObject({
    __typename: 'InvalidState',
  });
  graph.availableTokens = 4;
  expect(await rerender({ taskId, parameters: { strength: 0.2 } })).toMatchObject({
    __typename: 'InsufficientTokens',
  });
  expect(await quote(taskId)).toMatchObject({ missingTokens: 6 });
  expect((await studio.written('RunRequested.v1')).length).toBe(before);
});

interface Term {
  name: string;
  value: number;
  weight: number;
  contribution: number;
}

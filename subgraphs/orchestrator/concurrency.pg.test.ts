import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';

let studio: TestStudio;
let graph: FakeGraph;
let run: StudioRun;
beforeEach(async () => {
  graph = new FakeGraph();
  studio = await TestStudio.open([subgraph], { graph });
  run = new StudioRun(studio);
});
afterEach(() => studio.close());

const clips = async (of: StudioRun) => ({
  exampleVideoId: await of.ingest(),
  footageVideoId: await of.ingest(),
});

describe('runs at once', () => {
  it('are so many of one person, and others have theirs', async () => {
    await studio.setFlag('runs.most-per-person', 2);
    const own = await clips(run);
    expect((await run.submit(own)).__typename).toBe('Run');
    const second = await run.submit(own);
    expect(await run.submit(own)).toMatchObject({
      __typename: 'TooManyRuns',
      status: 429,
      humanReadableCause: 'You have 2 runs under way, as many as you may at once.',
    });
    const other = new StudioRun(studio, creator());
    expect((await other.submit(await clips(other))).__typename).toBe('Run');
    await run.mutate('cancelRun', { runId: second.id });
    expect((await run.submit(own)).__typename).toBe('Run');
  });

  it('are not more when they are submitted at the same moment', async () => {
    await studio.setFlag('runs.most-per-person', 3);
    const own = await clips(run);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { data } = await studio.execute<{ submitRun: { __typename: string } }>(
          'orchestrator',
          run.owner,
          'mutation ($input: SubmitRunInput!) { submitRun(input: $input) { __typename } }',
          { input: { ...own, wish: 'warm', idempotencyKey: newId() } },
        );
        return data!.submitRun.__typename;
      }),
    );
    expect(answers.filter((answer) => answer === 'Run')).toHaveLength(3);
    expect(answers.filter((answer) => answer === 'TooManyRuns')).toHaveLength(5);
  });

  it('are so many of a tenant together, and a repeated submission still answers its run', async () => {
    await studio.setFlag('runs.most-per-tenant', 1);
    const [own, idempotencyKey] = [await clips(run), newId()];
    const first = await run.submit({ ...own, idempotencyKey });
    const other = new StudioRun(studio, creator());
    expect(await other.submit(await clips(other))).toMatchObject({ __typename: 'TooManyRuns' });
    expect(await run.submit({ ...own, idempotencyKey })).toEqual(first);
    const elsewhere = new StudioRun(studio, creator(newId(), newId()));
    expect((await elsewhere.submit(await clips(elsewhere))).__typename).not.toBe('TooManyRuns');
  });

  it('that wait for a reviewer are not counted', async () => {
    await studio.setFlag('runs.most-per-person', 1);
    await run.render(await run.compare());
    expect(await run.state()).toBe('AWAITING_APPROVAL');
    expect((await run.submit(await clips(run))).__typename).toBe('Run');
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@effect-studio/kernel/ids';
import { clipFolder, drawClip, filterClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import quality from './subgraph.ts';

let studio: TestStudio;
let folder: Awaited<ReturnType<typeof clipFolder>>;
const keys = { example: '', footage: '', output: '', short: '', broken: '' };

beforeAll(async () => {
  studio = await TestStudio.open([quality]);
  folder = await clipFolder();
  const inFolder = (name: string) => join(folder.path, `${name}.mp4`);
  const gradients = (seed: number, seconds: number) =>
    `gradients=size=160x90:rate=10:duration=${seconds}:seed=${seed}:nb_colors=4:c0=0x203860:c1=0xe0a050:c2=0x508040:c3=0xf0e8d0`;
  const footage = await drawClip(inFolder('footage'), [gradients(3, 2)], [...H264]);
  const example = await drawClip(inFolder('example'), [gradients(9, 1)], [...H264]);
  keys.footage = await store(await readFile(footage));
  keys.example = await store(await readFile(example));
  keys.output = await store(
    await readFile(await filterClip(footage, inFolder('output'), 'eq=saturation=0.6')),
  );
  keys.short = await store(await readFile(await drawClip(inFolder('short'), [gradients(3, 0.5)], [...H264])));
  keys.broken = await store(Buffer.from('these bytes are no video, whatever their name says'));
});
afterAll(async () => {
  await studio.close();
  await folder.dispose();
});

async function store(bytes: Buffer): Promise<string> {
  const key = `outputs/${newId()}.mp4`;
  await studio.call('quality').storage.put(key, bytes, { contentType: 'video/mp4' });
  return key;
}

type Output = Omit<ReturnType<typeof TaskSucceeded.payload.parse>, 'schema_version'>;

function outputOf(outputKey: string, overrides: Partial<Output> = {}): Output {
  return {
    taskId: newId(),
    runId: newId(),
    ownerId: newId(),
    role: 'candidate',
    providerId: 'cpu-swift',
    workflowId: 'look-match-fast',
    effectTypeId: 'look-match',
    inputs: { exampleKey: keys.example, footageKey: keys.footage },
    excerpt: null,
    outputKey,
    outputSha256: 'ab'.repeat(32),
    outputBytes: 1_000,
    busyMs: 500,
    ...overrides,
  };
}

/** The output is delivered; answers what quality says of its run. */
async function judge(output: Output) {
  await studio.deliver('quality', TaskSucceeded, output.runId, output);
  return said(output.runId);
}

async function said(runId: string) {
  await studio.settle();
  return (await studio.written()).filter((event) => event.aggregateId === runId);
}

/** Retries wait for the clock; a judgement has three attempts. */
async function letRetriesPass(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    studio.clock.advance(60_000);
    await studio.settle();
  }
}

describe('an output', () => {
  it('is measured on its frames and said to be so good', async () => {
    const output = outputOf(keys.output);
    const [event, ...more] = await judge(output);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      type: 'QualityEvaluated.v1',
      budgetContext: 'user_run',
      payload: { taskId: output.taskId, ownerId: output.ownerId, workflowId: 'look-match-fast' },
    });
    const payload = event!.payload as {
      composite: number;
      quality: Record<string, number>;
      mediaIntervals: [];
    };
    // The same footage, only paler: it is still recognisable.
    expect(payload.quality.fidelity).toBeGreaterThan(0.5);
    expect(payload.composite).toBeGreaterThan(0);
    expect(payload.mediaIntervals.length).toBeGreaterThan(0);
  });

  it('is judged once, although its success is announced twice', async () => {
    const output = outputOf(keys.output);
    await judge(output);
    await judge(output);
    await letRetriesPass();
    expect(await said(output.runId)).toHaveLength(1);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it.each([
    ['is no video', () => keys.broken, 'UNDECODABLE'],
    ['is too short', () => keys.short, 'WRONG_DURATION'],
  ])('is refused when it %s', async (_what, key, reason) => {
    const output = outputOf(key());
    const events = await judge(output);
    expect(events.map((event) => event.type)).toEqual(['OutputRejected.v1']);
    expect(events[0]!.payload).toMatchObject({ taskId: output.taskId, reason });
    expect(events[0]!.payload.humanReadableCause).toMatch(/\.$/);
  });

  it('of an excerpt is held against that excerpt', async () => {
    const output = outputOf(keys.short, { excerpt: { startMs: 500, durationMs: 500 } });
    expect((await judge(output)).map((event) => event.type)).toEqual(['QualityEvaluated.v1']);
  });

  it('that cannot be had at all is refused after the last attempt, and leaves a dead letter', async () => {
    const output = outputOf(`outputs/${newId()}.mp4`);
    await judge(output);
    await letRetriesPass();
    const events = await said(output.runId);
    expect(events).toMatchObject([{ type: 'OutputRejected.v1', payload: { reason: 'NOT_JUDGED' } }]);
    const letters = await studio.deadLetters();
    expect(letters.filter(({ subject }) => subject === 'judge-output')).toHaveLength(1);
  });
});

describe('an evaluation', () => {
  const LOOK = `query ($tasks: [_Any!]!) { _entities(representations: $tasks) { ... on Task {
    evaluation { id quality { fidelity composite } evaluatorVersion task { id } } } } }`;

  interface Seen {
    id: string;
    quality: { composite: number };
    task: { id: string };
  }

  async function look(
    caller: ReturnType<typeof creator>,
    taskIds: readonly string[],
  ): Promise<(Seen | null)[]> {
    const tasks = taskIds.map((id) => ({ __typename: 'Task', id }));
    const result = await studio.execute<{ _entities: { evaluation: Seen | null }[] }>(
      'quality',
      caller,
      LOOK,
      {
        tasks,
      },
    );
    expect(result.errors).toBeUndefined();
    return result.data!._entities.map(({ evaluation }) => evaluation);
  }

  it('is seen by the owner of the run and by admins, and by nobody else', async () => {
    const [anna, ben] = [creator(), creator()];
    const [ofAnna, ofBen] = [
      outputOf(keys.output, { ownerId: anna.subjectId! }),
      outputOf(keys.output, { ownerId: ben.subjectId! }),
    ];
    await judge(ofAnna);
    await judge(ofBen);
    const both = [ofAnna.taskId, ofBen.taskId];
    const seenByAnna = await look(anna, both);
    expect(seenByAnna).toMatchObject([{ task: { id: ofAnna.taskId } }, null]);
    expect(await look(ben, both)).toMatchObject([null, { task: { id: ofBen.taskId } }]);
    expect((await look(admin(), both)).map((seen) => seen?.task.id)).toEqual(both);
    const byId = 'query ($id: ID!) { evaluation(id: $id) { id } }';
    const asked = await studio.execute('quality', ben, byId, { id: seenByAnna[0]!.id });
    expect(asked.data).toEqual({ evaluation: null });
  });

  it('of a refused output is none', async () => {
    const anna = creator();
    const output = outputOf(keys.broken, { ownerId: anna.subjectId! });
    await judge(output);
    expect(await look(anna, [output.taskId])).toEqual([null]);
  });

  it('counts in the average of its provider, which only admins see', async () => {
    const providerId = `provider-${newId()}`;
    const [event] = await judge(outputOf(keys.output, { providerId }));
    const document =
      'query ($p: [_Any!]!) { _entities(representations: $p) { ... on Provider { averageQuality } } }';
    const variables = { p: [{ __typename: 'Provider', id: providerId }] };
    const seen = await studio.execute('quality', admin(), document, variables);
    expect(seen.data).toEqual({ _entities: [{ averageQuality: event!.payload.composite }] });
    const refused = await studio.execute('quality', creator(), document, variables);
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('an output of a published effect', () => {
  it('needs the descriptor where there is no example file, and is not judged without', async () => {
    const output = outputOf(keys.output, { inputs: { exampleKey: null, footageKey: keys.footage } });
    expect(await judge(output)).toEqual([]);
    await letRetriesPass();
    expect(await said(output.runId)).toMatchObject([
      { type: 'OutputRejected.v1', payload: { reason: 'NOT_JUDGED' } },
    ]);
  });
});

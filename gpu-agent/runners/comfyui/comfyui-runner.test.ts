import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeComfyUi } from '../../testing/fake-comfyui.ts';
import { sampleTask } from '../../testing/sample-task.ts';
import { writeSyntheticClip } from '../ffmpeg/testing/synthetic-clip.ts';
import type { Preview, Runner, RunnerIo, RunnerTask } from '../runner.ts';
import { RunnerRegistry } from '../runner-registry.ts';
import { createComfyUiRunner } from './comfyui-runner.ts';
import { COMFYUI_WORKFLOWS } from './workflow-catalogue.ts';

const workflow = COMFYUI_WORKFLOWS.find(({ id }) => id === 'cartoon-comfyui-ink')!;
const POLL_MS = 30;
let folder: string;
let footage: string;
let fake: FakeComfyUi;
let runner: Runner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comfyui-test-'));
  footage = join(folder, 'footage.mp4');
  await writeSyntheticClip(footage, 'testsrc2=size=160x120:rate=25', { seconds: 1, audio: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  fake = await FakeComfyUi.start();
  runner = createComfyUiRunner({ url: fake.url, workflows: COMFYUI_WORKFLOWS, follow: { pollMs: POLL_MS } });
});
afterEach(() => fake.stop());

async function begin(change: Partial<RunnerTask> = {}, ioChange: Partial<RunnerIo> = {}) {
  const own = await mkdtemp(join(folder, 'task-'));
  const io = {
    executionId: crypto.randomUUID(),
    inputPath: footage,
    outputPath: join(own, 'output.mp4'),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...ioChange,
  };
  const result = runner.execute({ ...sampleTask(workflow), ...change }, io);
  // Looked at later.
  result.catch(() => undefined);
  return { io, result };
}
const submittedIs = (count: number) => vi.waitFor(() => expect(fake.submitted).toHaveLength(count), 10_000);

describe('the ComfyUI runner', () => {
  it('puts the clip into the temporary folder under a name of its content and binds it by node id', async () => {
    const { result } = await begin({ parameters: { strength: 0.5 } });
    await result;
    const [{ graph }] = fake.submitted as [(typeof fake.submitted)[number]];
    const [, name] = /^effect-studio\/([0-9a-f]{12}-[0-9a-f]{32}\.mp4) \[temp\]$/.exec(
      String(graph['1']!.inputs.file),
    )!;
    expect([...fake.files.keys()]).toContain(`temp/effect-studio/${name}`);
    expect(graph['7']!.inputs.blend_factor).toBeCloseTo(0.45);
  });

  it('tells the time of every node, and has its prompt forgotten afterwards', async () => {
    const { io, result } = await begin();
    const { nodeTimings, cachedNodeIds, busySeconds } = await result;
    expect(nodeTimings!.map(({ classType }) => classType)).toEqual(
      Object.values(workflow.settings.graph).map(({ class_type }) => class_type),
    );
    const sumMs = nodeTimings!.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(busySeconds).toBeCloseTo(sumMs / 1_000, 6);
    expect(cachedNodeIds).toEqual([]);
    expect(fake.forgotten).toEqual([io.executionId]);
  });

  it('does not bill what was reused: a second leg on the same clip runs its last node only', async () => {
    await (await begin()).result;
    const { cachedNodeIds, nodeTimings } = await (await begin()).result;
    expect(nodeTimings!.map(({ classType }) => classType)).toEqual(['SaveVideo']);
    expect(cachedNodeIds).toHaveLength(Object.keys(workflow.settings.graph).length - 1);
  });

  it('says what to do when the clip is too large for this ComfyUI; another machine may take it', async () => {
    fake.answers.push({ path: '/upload/image', status: 413 });
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      retryable: true,
      message: expect.stringContaining('--max-upload-size'),
    });
  });

  it('hands previews on with the node that drew them', async () => {
    fake.sendsPreviews = true;
    const previews: Preview[] = [];
    await (await begin({}, { onPreview: (preview) => previews.push(preview) })).result;
    expect(previews[0]).toMatchObject({ mediaType: 'image/jpeg', nodeId: '1' });
    expect(previews[0]!.bytes.at(-1)).toBe(0xd9);
  });

  it('makes one clip of single pictures, with the sound of the footage', async () => {
    fake.putsOutImages = true;
    const { io, result } = await begin();
    await result;
    expect(await probeVideo(io.outputPath)).toMatchObject({
      videoCodec: 'h264',
      audioCodec: 'aac',
      width: 160,
    });
  });

  it('names node and input of a workflow that does not fit, before anything is sent', async () => {
    delete (fake.objectInfo as Record<string, { input: { required: object } }>).ImageQuantize;
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'WORKFLOW_REFUSED',
      faults: [expect.stringContaining('node 4 (ImageQuantize)')],
      retryable: true,
    });
    expect(fake.submitted).toEqual([]);
    expect(fake.uploads).toBe(0);
  });

  it('says which node failed and why, and that the same input will fail again', async () => {
    fake.behaviours.set('4', { kind: 'raise', exceptionType: 'ValueError', message: 'bad palette\n' });
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'RENDER_FAILED',
      retryable: false,
      faults: ['node 4 (ImageQuantize): bad palette'],
    });
  });

  it('takes lack of memory for something that another machine may have', async () => {
    fake.behaviours.set('5', { kind: 'raise', exceptionType: 'torch.OutOfMemoryError', message: 'too much' });
    await expect((await begin()).result).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', retryable: true });
  });
});

describe('following a prompt', () => {
  it('goes on by the history when the socket drops, and does not make up what it did not see', async () => {
    fake.nodeMs = 40;
    const { result } = await begin();
    await submittedIs(1);
    await vi.waitFor(() => expect(fake.submitted).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 60));
    fake.dropSockets();
    const { nodeTimings, busySeconds, notes } = await result;
    expect(nodeTimings).toBeUndefined();
    expect(busySeconds).toBeGreaterThan(0);
    expect(notes.join()).toContain('connection dropped');
  });

  it('does not take a lost prompt for done', async () => {
    fake.behaviours.set('3', { kind: 'hang' });
    const { result } = await begin();
    await submittedIs(1);
    fake.loseEverything();
    await expect(result).rejects.toMatchObject({ code: 'JOB_LOST', retryable: true });
  });

  it('takes an interrupt by somebody else for neither success nor cancel', async () => {
    fake.behaviours.set('3', { kind: 'hang' });
    const { result } = await begin();
    await submittedIs(1);
    await fetch(`${fake.url}/interrupt`, { method: 'POST', body: '{}' });
    await expect(result).rejects.toMatchObject({ code: 'JOB_LOST', retryable: true });
  });

  it('queues a prompt once, though the answer to the submission is lost', async () => {
    fake.answers.push({ path: '/prompt', status: 502, isDone: true });
    await (await begin()).result;
    expect(fake.submitted).toHaveLength(1);
    fake.answers.push({ path: '/prompt', status: 502 });
    await (await begin({ seed: 2 })).result;
    expect(fake.submitted).toHaveLength(2);
  });

  it('gives up on a queue that does not move, and takes its prompt out of it', async () => {
    runner = createComfyUiRunner({
      url: fake.url,
      workflows: COMFYUI_WORKFLOWS,
      follow: { pollMs: POLL_MS, scheduleToStartMs: 200 },
    });
    fake.behaviours.set('3', { kind: 'hang' });
    const first = await begin();
    await submittedIs(1);
    const second = await begin({ seed: 2 });
    await expect(second.result).rejects.toMatchObject({ code: 'OUT_OF_TIME', timeout: 'scheduleToStart' });
    fake.behaviours.clear();
    runner.cancel(first.io.executionId);
    expect(fake.interrupts).not.toContain(second.io.executionId);
  });

  it('gives up on a node that does not end, as start-to-close', async () => {
    runner = createComfyUiRunner({
      url: fake.url,
      workflows: COMFYUI_WORKFLOWS,
      follow: { pollMs: POLL_MS, startToCloseMs: 200 },
    });
    fake.behaviours.set('3', { kind: 'hang' });
    const { result } = await begin();
    await expect(result).rejects.toMatchObject({
      code: 'OUT_OF_TIME',
      timeout: 'startToClose',
      retryable: true,
    });
  });

  it('waits as long as it is asked to, and says how often', async () => {
    fake.answers.push({ path: '/upload/image', status: 429, headers: { 'retry-after': '0.05' } });
    fake.answers.push({ path: '/upload/image', status: 503, headers: { 'retry-after': '0' } });
    const { throttled } = await (await begin()).result;
    expect(throttled).toEqual({ count: 2, waitedMs: 50 });
  });
});

describe('what stays at ComfyUI', () => {
  const opened = (clipLingerMs: number) => {
    const follow = { pollMs: POLL_MS };
    runner = createComfyUiRunner({ url: fake.url, workflows: COMFYUI_WORKFLOWS, follow, clipLingerMs });
  };
  const isBlank = (sizes: Record<string, number>) => Object.values(sizes).every((bytes) => bytes === 1);

  it('is nothing of the result, at once, and nothing of the clip a little later', async () => {
    opened(0);
    const { io, result } = await begin();
    await result;
    const after = await fake.contents();
    expect(after[`output/effect-studio/${io.executionId}_00001_.mp4`]).toBe(1);
    await vi.waitFor(async () => expect(isBlank(await fake.contents())).toBe(true), 10_000);
    expect(fake.forgotten).toEqual([io.executionId]);
  });

  it('is nothing of single pictures either', async () => {
    opened(0);
    fake.putsOutImages = true;
    await (await begin()).result;
    await vi.waitFor(async () => expect(isBlank(await fake.contents())).toBe(true), 10_000);
    expect(Object.keys(await fake.contents())).toHaveLength(11);
  });

  it('is nothing of a prompt that was stopped, once its node has come to an end', async () => {
    opened(0);
    fake.behaviours.set('3', { kind: 'hang' });
    const { io, result } = await begin();
    await submittedIs(1);
    runner.cancel(io.executionId);
    await expect(result).rejects.toMatchObject({ code: 'CANCELLED' });
    await vi.waitFor(async () => expect(isBlank(await fake.contents())).toBe(true), 10_000);
    await vi.waitFor(() => expect(fake.forgotten).toEqual([io.executionId]), 10_000);
  });

  it('is the clip as long as another leg works on it', async () => {
    opened(0);
    fake.behaviours.set('3', { kind: 'hang' });
    const first = await begin({ seed: 1 });
    await submittedIs(1);
    const second = await begin({ seed: 2 });
    await submittedIs(2);
    runner.cancel(second.io.executionId);
    await expect(second.result).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(isBlank(await fake.contents())).toBe(false);
    runner.cancel(first.io.executionId);
    await expect(first.result).rejects.toMatchObject({ code: 'CANCELLED' });
    await vi.waitFor(async () => expect(isBlank(await fake.contents())).toBe(true), 10_000);
  });

  it('is the clip for a while, for the next leg: it is sent once, and again only when ComfyUI lost it', async () => {
    await (await begin({ seed: 1 })).result;
    await (await begin({ seed: 2 })).result;
    expect(fake.uploads).toBe(1);
    fake.emptyTemp();
    await (await begin({ seed: 3 })).result;
    expect(fake.uploads).toBe(2);
  });

  it('is nothing at all when the agent ends', async () => {
    await (await begin()).result;
    expect(isBlank(await fake.contents())).toBe(false);
    await runner.close!();
    expect(isBlank(await fake.contents())).toBe(true);
  });
});

describe('cancelling at ComfyUI', () => {
  it('takes a waiting prompt out of the queue and lets the running one end', async () => {
    fake.behaviours.set('3', { kind: 'hang' });
    const running = await begin({ seed: 1 });
    await submittedIs(1);
    const waiting = await begin({ seed: 2 });
    await submittedIs(2);
    runner.cancel(waiting.io.executionId);
    await expect(waiting.result).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(fake.interrupts).toEqual([]);
    fake.behaviours.clear();
    // The node that hangs looks at its behaviour once; a prompt behind it shows that the worker goes on.
    runner.cancel(running.io.executionId);
    await expect(running.result).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(fake.interrupts).toEqual([running.io.executionId]);
  });

  it('interrupts nobody when its prompt is over', async () => {
    const { io, result } = await begin();
    await result;
    runner.cancel(io.executionId);
    expect(fake.interrupts).toEqual([]);
  });
});

describe('what a machine with ComfyUI offers', () => {
  const none = { gpuName: null, vramMiB: null, driverVersion: null };
  const offersOf = async () => {
    const entry = { runner, adapter: 'comfyui', workflows: COMFYUI_WORKFLOWS };
    const registry = await RunnerRegistry.open([entry], none, () => undefined);
    return { offers: registry.offers().map(({ workflowId }) => workflowId), refusals: registry.refusals() };
  };

  it('is what its nodes, models and video memory allow', async () => {
    const { offers, refusals } = await offersOf();
    expect(offers).toEqual(['cartoon-comfyui-ink']);
    expect(refusals[0]!.why).toContain('dreamshaper_8.safetensors');
    fake.vramMiB = 2_048;
    expect((await offersOf()).refusals.map(({ why }) => why).join()).toContain('needs 4096 MiB');
    fake.vramMiB = null;
    expect((await offersOf()).offers).toEqual([]);
  });

  it('frees models and memory on demand', async () => {
    await runner.freeMemory!();
    expect(fake.frees).toEqual([{ unload_models: true, free_memory: true }]);
  });
});

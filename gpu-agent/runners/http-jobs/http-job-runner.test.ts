import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeJobService } from '../../testing/fake-job-service.ts';
import { MILL_WORKFLOW } from '../../testing/mill.ts';
import { sampleTask } from '../../testing/sample-task.ts';
import { writeSyntheticClip } from '../ffmpeg/testing/synthetic-clip.ts';
import { createHttpJobRunner, type HttpJobRunnerOptions } from './http-job-runner.ts';

let folder: string;
let footage: string;
let service: FakeJobService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobs-test-'));
  footage = join(folder, 'footage.mp4');
  await writeSyntheticClip(footage, 'testsrc2=size=160x120:rate=25', { seconds: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  service = await FakeJobService.start([MILL_WORKFLOW]);
});
afterEach(() => service.stop());

async function begin(options: Partial<HttpJobRunnerOptions> = {}) {
  const runner = createHttpJobRunner({
    id: 'mill',
    url: service.url,
    token: null,
    workflows: [MILL_WORKFLOW],
    ...options,
    upstream: { firstRetryMs: 1, ...options.upstream },
  });
  const own = await mkdtemp(join(folder, 'task-'));
  const io = {
    executionId: crypto.randomUUID(),
    inputPath: footage,
    outputPath: join(own, 'output.mp4'),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  const result = runner.execute(sampleTask(MILL_WORKFLOW), io);
  result.catch(() => undefined);
  return { runner, io, result };
}

describe('a job service', () => {
  it('gets the clip once by its content, and says itself what it worked', async () => {
    const { result, io } = await begin();
    expect(await result).toMatchObject({ busySeconds: 1.234, startupSeconds: 0.056 });
    const { request } = service.jobs.get(io.executionId)!;
    expect(request).toMatchObject({ workflowId: 'mill-duotone', seed: 11 });
    expect(request.inputSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is waited for as long as it asks, and that is told', async () => {
    service.answers.push({ path: '/v1/inputs', status: 429, headers: { 'retry-after': '0.03' } });
    service.answers.push({ path: '/v1/jobs', status: 503, headers: { 'retry-after': '0.02' } });
    const { throttled } = await (await begin()).result;
    expect(throttled).toEqual({ count: 2, waitedMs: 50 });
  });

  it('is given up on when it asks to wait for too long', async () => {
    service.answers.push({ path: '/v1/jobs', status: 429, headers: { 'retry-after': '3600' } });
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'THROTTLED',
      retryable: true,
      throttled: { count: 1, waitedMs: 0 },
    });
  });

  it('is asked again after faults of its own, and then counts as unavailable', async () => {
    service.answers.push({ path: '/v1/jobs', status: 500 }, { path: '/v1/jobs', status: 502 });
    await expect((await begin()).result).resolves.toBeDefined();
    for (let count = 0; count < 4; count += 1) service.answers.push({ path: '/v1/jobs', status: 500 });
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      retryable: true,
    });
  });

  it('that says nothing for too long has missed its heartbeat', async () => {
    service.answers.push({ path: '/v1/jobs', method: 'GET', hangs: true });
    const { result } = await begin({ upstream: { requestTimeoutMs: 300, attempts: 1 } });
    await expect(result).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      timeout: 'heartbeat',
      retryable: true,
    });
  });

  it.each([
    ['queued', 'scheduleToStart', { scheduleToStartMs: 60 }],
    ['running', 'startToClose', { startToCloseMs: 60 }],
  ] as const)('that leaves a job %s runs out of %s, and is told to stop', async (state, timeout, limits) => {
    service.holds = state;
    const { io, result } = await begin(limits);
    await expect(result).rejects.toMatchObject({ code: 'OUT_OF_TIME', timeout, retryable: true });
    expect(service.deleted).toEqual([io.executionId]);
  });

  it('that forgot a job has lost it', async () => {
    service.holds = 'running';
    const { io, result } = await begin();
    await vi.waitFor(() => expect(service.jobs.size).toBe(1));
    service.jobs.delete(io.executionId);
    await expect(result).rejects.toMatchObject({ code: 'JOB_LOST', retryable: true });
  });

  it.each([true, false])('says itself whether a failure passes: %s', async (retryable) => {
    service.fails = { code: 'NO_STONES', message: 'The stones are worn.', retryable };
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'RENDER_FAILED',
      message: 'NO_STONES: The stones are worn.',
      retryable,
    });
  });

  it('names what it has against a job', async () => {
    service.answers.push({
      path: '/v1/jobs',
      status: 422,
      body: JSON.stringify({
        title: 'Bad job',
        faults: [{ path: 'parameters.strength', message: 'is too much' }],
      }),
    });
    await expect((await begin()).result).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      faults: ['parameters.strength: is too much'],
    });
  });

  it('whose download breaks off is asked for the rest', async () => {
    service.answers.push({ path: '/v1/jobs', breaksAfter: 1_000 });
    const { io, result } = await begin();
    await result;
    expect(service.ranges).toEqual(['bytes=1000-']);
    expect(await probeVideo(io.outputPath)).toMatchObject({ videoCodec: 'h264' });
  });

  it('is spoken to with its token, and one that is refused makes it unfit', async () => {
    service.token = 'secret';
    await expect((await begin({ token: 'secret' })).result).resolves.toBeDefined();
    const { runner, result } = await begin({ token: 'wrong' });
    expect(await runner.healthCheck()).toMatchObject({
      healthy: false,
      faults: [expect.stringContaining('401')],
    });
    await expect(result).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });
});

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerOnlyJpeg } from '@effect-studio/media/testing/header-only-jpeg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whyNotReady } from '../health/agent-health.ts';
import { RunnerError } from '../runners/runner-error.ts';
import { fakeRunners, type Rendering, untilStopped } from '../testing/fake-runner.ts';
import { FakeStudio } from '../testing/fake-studio.ts';
import { sampleLease } from '../testing/sample-lease.ts';
import { AgentLoop } from './agent-loop.ts';
import type { FileTransfer } from './file-transfer.ts';
import { PermanentFailure } from './retry.ts';

let studio: FakeStudio;
let workDir: string;
let loop: AgentLoop;
let running: Promise<void>;
let uploads: string[];
let transferFaults: Error[];
let uploadFaults: Error[];
let pictures: { bytes: string; url: string }[];
/** Why the agent should take no work. */
let hindrance: string | null;
let hindrancesAsked: number;
let presenceMs: number;

const transfer: FileTransfer = {
  download: async (url, path) => {
    const fault = transferFaults.shift();
    if (fault) throw fault;
    await writeFile(path, url);
  },
  upload: async (_path, url) => {
    const fault = uploadFaults.shift();
    studio.changed();
    if (fault) throw fault;
    uploads.push(url);
  },
  uploadPicture: async (jpeg, url) => {
    pictures.push({ bytes: Buffer.from(jpeg).toString('base64'), url });
    studio.changed();
  },
};

function start(rendering?: Rendering, concurrency = 2): ReturnType<typeof fakeRunners> {
  const fake = fakeRunners(rendering);
  loop = new AgentLoop({
    client: studio,
    runners: fake.runners,
    transfer,
    workDir,
    log: pino({ level: 'silent' }),
    concurrency,
    presenceMs,
    hinderedMs: 10,
    hindrance: async () => {
      hindrancesAsked += 1;
      return hindrance;
    },
    registration: {
      name: 'test',
      version: '0.1.0',
      instanceType: 'cpu.small',
      fleet: null,
    },
  });
  running = loop.run();
  return fake;
}

beforeEach(async () => {
  studio = new FakeStudio();
  workDir = await mkdtemp(join(tmpdir(), 'agent-test-'));
  uploads = [];
  transferFaults = [];
  uploadFaults = [];
  pictures = [];
  hindrance = null;
  hindrancesAsked = 0;
  presenceMs = 60_000;
});
afterEach(async () => {
  await loop.drain(0, 50);
  await running.catch(() => undefined);
  await rm(workDir, { recursive: true, force: true });
});

describe('an agent', () => {
  it('offers its workflows with plain digests', async () => {
    start();
    await studio.until(() => studio.registrations.length > 0);
    expect(studio.registrations[0]).toMatchObject({ capabilities: ['ffmpeg'] });
    expect(studio.registrations[0]!.workflows[0]!.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('works on what comes with the answer to a result', async () => {
    start(undefined, 1);
    const [first, second] = [sampleLease(), sampleLease()];
    studio.givesNext = true;
    studio.offer(first);
    await studio.until(() => studio.limits.length > 0);
    studio.offer(second);
    await studio.ended(first.leaseId);
    expect((await studio.ended(second.leaseId)).kind).toBe('completed');
    // The second was never polled for: while it was worked on, the agent had no place for more.
    expect(studio.limits.length).toBeLessThanOrEqual(2);
  });

  it('renders a lease, uploads the result and reports its digest', async () => {
    const { tasks } = start();
    const lease = sampleLease();
    studio.offer(lease);
    const ending = await studio.ended(lease.leaseId);
    const sha256 = createHash('sha256').update('rendered').digest('hex');
    expect(ending).toMatchObject({ kind: 'completed', report: { sha256, sizeBytes: 8 } });
    expect(uploads).toEqual(['store:output']);
    expect(tasks[0]).toMatchObject({
      effectTypeId: 'look-match',
      excerpt: { startMs: 500, durationMs: 3_000 },
    });
  });

  it('uses the same seed for every task of a run', async () => {
    const { tasks } = start();
    const first = sampleLease();
    const finish = sampleLease({ correlationId: first.correlationId, excerptDurationMs: null });
    studio.offer(first, finish, sampleLease());
    await studio.until(() => studio.endings.size === 3);
    const seeds = tasks.map(({ seed }) => seed);
    const whole = tasks.find(({ excerpt }) => excerpt === null)!;
    expect(seeds.filter((seed) => seed === whole.seed)).toHaveLength(2);
    expect(new Set(seeds).size).toBe(2);
  });

  it('asks for no more than it can hold', async () => {
    start(untilStopped, 2);
    studio.offer(sampleLease());
    await studio.until(() => studio.limits.length === 2);
    expect(studio.limits).toEqual([2, 1]);
  });

  it('tells probes how it stands: not ready until the studio answers, ready while it works, draining at the end', async () => {
    start(untilStopped, 1);
    expect(whyNotReady(loop.state)).toContain('it is not registered');
    studio.offer(sampleLease());
    await studio.until(() => loop.state.running === 1);
    expect([whyNotReady(loop.state), loop.state.leased, loop.state.pollAgeMs]).toEqual([[], 1, null]);
    await loop.drain(0, 50);
    expect(whyNotReady(loop.state)).toContain('it is draining');
  });

  it('keeps trying while the studio does not answer', async () => {
    studio.faults.register = [new Error('connection refused')];
    studio.faults.lease = [new Error('connection reset')];
    start();
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
  });

  it('repeats a completion until it is answered, without rendering again', async () => {
    studio.faults.complete = [new Error('connection reset'), new Error('bad gateway')];
    const { tasks } = start();
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
    expect(tasks).toHaveLength(1);
    expect(uploads).toHaveLength(1);
  });

  it('uploads once more when the output is refused', async () => {
    studio.refusals.push('The upload differs.');
    start();
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
    expect(uploads).toHaveLength(2);
  });

  it('sends a picture of the work where the studio wants one, and says so with the next renewal', async () => {
    const jpeg = headerOnlyJpeg({ width: 320, height: 180 });
    start((task, io) => {
      io.onPreview!({ mediaType: 'image/jpeg', bytes: jpeg, nodeId: null });
      return untilStopped(task, io);
    });
    const lease = sampleLease();
    studio.offer(lease);
    await studio.until(() => studio.progress.length > 2);
    expect(pictures).toEqual([]);
    studio.previewUrl = 'store:picture';
    const [claim] = await studio.until(() => studio.previews.length > 0 && studio.previews);
    expect(pictures).toEqual([{ bytes: jpeg.toString('base64'), url: 'store:picture' }]);
    expect(claim).toEqual({
      sha256: createHash('sha256').update(jpeg).digest('hex'),
      sizeBytes: jpeg.length,
    });
    await studio.until(() => studio.progress.length > 10);
    expect(studio.previews).toHaveLength(1);
  });

  it('works on through lost renewals', async () => {
    studio.faults.renew = [new Error('timeout'), new Error('timeout')];
    let finish: () => void = () => undefined;
    const { tasks } = start(() => new Promise((resolve) => (finish = resolve)));
    const lease = sampleLease();
    studio.offer(lease);
    await studio.until(() => studio.progress.length >= 2);
    finish();
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
    expect(tasks).toHaveLength(1);
  });

  it('stops and says how long it worked when the run is cancelled', async () => {
    start(untilStopped);
    const lease = sampleLease();
    studio.cancelled.add(lease.leaseId);
    studio.offer(lease);
    const ending = await studio.ended(lease.leaseId);
    expect(ending).toMatchObject({ kind: 'failed', report: { failureClass: 'CANCELLED' } });
    expect(uploads).toEqual([]);
  });

  it('stops without a word when the lease is lost', async () => {
    start(untilStopped);
    const lease = sampleLease();
    studio.stale.add(lease.leaseId);
    studio.offer(lease);
    await studio.until(() => studio.progress.length > 0);
    const next = sampleLease({ workflowId: 'unknown' });
    studio.offer(next);
    await studio.ended(next.leaseId);
    expect(studio.endings.has(lease.leaseId)).toBe(false);
  });

  it.each([
    ['NON_RETRYABLE', new RunnerError('INVALID_PARAMETERS', 'no such strength')],
    ['RETRYABLE', new RunnerError('OUT_OF_TIME', 'too slow')],
    ['RETRYABLE', Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })],
  ])('reports as %s what went wrong', async (failureClass, error) => {
    start(() => Promise.reject(error));
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({
      kind: 'failed',
      report: { failureClass, cause: expect.stringContaining(error.message) },
    });
  });

  it('refuses a lease that it cannot read', async () => {
    start();
    const lease = sampleLease({ footageDescriptor: { version: 99 } });
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ report: { failureClass: 'NON_RETRYABLE' } });
  });

  it('gives a task back when its footage cannot be had', async () => {
    transferFaults = [new Error('reset'), new PermanentFailure('the download was answered 403')];
    start();
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({
      report: { failureClass: 'RETRYABLE', busyMs: 0 },
    });
  });

  it('registers again when the studio forgot it', async () => {
    start();
    await studio.until(() => studio.limits.length > 0);
    studio.forgetAgent();
    await studio.until(() => studio.registrations.length === 2);
  });

  it('ends when the studio refuses it', async () => {
    studio.faults.register = [new PermanentFailure('Update the agent.')];
    start();
    await expect(running).rejects.toThrow('Update the agent.');
  });

  it('leaves no clip behind', async () => {
    start();
    const [good, bad] = [sampleLease(), sampleLease({ workflowId: 'unknown' })];
    studio.offer(good, bad);
    await studio.until(() => studio.endings.size === 2);
    await loop.drain(1_000, 0);
    expect((await readdir(workDir)).filter((name) => name !== 'kept')).toEqual([]);
    expect(await readdir(join(workDir, 'kept'))).toEqual([]);
  });
});

describe('draining', () => {
  it('lets a task that is nearly done end', async () => {
    let finish: () => void = () => undefined;
    start(() => new Promise((resolve) => (finish = resolve)));
    const lease = sampleLease();
    studio.offer(lease);
    await studio.until(() => studio.progress.length > 0);
    const drained = loop.drain(10_000, 0);
    await studio.until(() => studio.isDrained);
    finish();
    await drained;
    expect(studio.endings.get(lease.leaseId)).toMatchObject({ kind: 'completed' });
  });

  it('hands back what would take too long', async () => {
    start(untilStopped);
    const lease = sampleLease();
    studio.offer(lease);
    await studio.until(() => studio.progress.length > 0);
    await loop.drain(0, 5_000);
    expect(studio.endings.get(lease.leaseId)).toMatchObject({ report: { failureClass: 'CANCELLED' } });
    expect(studio.isDrained).toBe(true);
  });

  it('does not wait for a studio that is gone', async () => {
    studio.faults.fail = Array.from({ length: 100 }, () => new Error('connection refused'));
    start(untilStopped);
    studio.offer(sampleLease());
    await studio.until(() => studio.progress.length > 0);
    await loop.drain(0, 20);
    expect(studio.endings.size).toBe(0);
  });
});

describe('a rendered clip', () => {
  const lost = () => Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });

  it('is uploaded again after the network was gone, and not rendered again', async () => {
    uploadFaults = [lost(), lost(), lost()];
    const { tasks } = start();
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
    expect(tasks).toHaveLength(1);
    expect(uploads).toHaveLength(1);
  });

  it('is handed in under the next lease of its task when its own was lost, without a time of work', async () => {
    uploadFaults = Array.from({ length: 1_000 }, lost);
    const { tasks } = start();
    const first = sampleLease({ ttlMs: 300 });
    studio.offer(first);
    await studio.until(() => tasks.length === 1 && uploadFaults.length < 1_000);
    studio.stale.add(first.leaseId);
    await vi.waitFor(() => expect(loop.runningCount).toBe(0));
    uploadFaults = [];
    const again = sampleLease({ taskId: first.taskId, epoch: 2 });
    studio.offer(again);
    expect(await studio.ended(again.leaseId)).toMatchObject({ kind: 'completed', report: { busyMs: 0 } });
    expect(tasks).toHaveLength(1);
  });

  it('is handed in by the next process, before it registers, with the time that it took', async () => {
    uploadFaults = Array.from({ length: 1_000 }, lost);
    const { tasks } = start();
    const lease = sampleLease({ ttlMs: 60_000 });
    studio.offer(lease);
    await studio.until(() => tasks.length === 1 && uploadFaults.length < 1_000);
    // As after kill -9: the process says nothing more, its folder stays.
    const orphan = loop;
    uploadFaults = [];
    const order: string[] = [];
    studio.onCall = (method) => order.push(method);
    start();
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed', report: { busyMs: 1_000 } });
    await studio.until(() => order.includes('register'));
    expect(order.indexOf('complete')).toBeLessThan(order.indexOf('register'));
    expect(tasks).toHaveLength(1);
    await orphan.drain(0, 0);
  });

  it('of a cancelled run is not kept', async () => {
    uploadFaults = Array.from({ length: 1_000 }, lost);
    start();
    const lease = sampleLease({ ttlMs: 300 });
    studio.offer(lease);
    await studio.until(() => uploadFaults.length < 1_000);
    studio.cancelled.add(lease.leaseId);
    await studio.ended(lease.leaseId);
    expect(await readdir(join(workDir, 'kept'))).toEqual([]);
  });
});

describe('an agent whose poll hangs', () => {
  beforeEach(() => {
    presenceMs = 10;
  });

  it('learns that it is deaf and asks anew, without registering again', async () => {
    studio.polls = 'hanging';
    start(undefined, 3);
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
    expect(studio.presences[0]).toEqual({ agentId: 'agent-1', freeCapacity: 3 });
    expect(studio.registrations).toMatchObject([{ concurrency: 3 }]);
  });

  it('registers again when the studio says that it does not know it', async () => {
    studio.polls = 'hanging';
    start();
    await studio.until(() => studio.limits.length > 0);
    studio.forgetAgent();
    await studio.until(() => studio.registrations.length === 2);
    studio.polls = 'answered';
    const lease = sampleLease();
    studio.offer(lease);
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
  });
});

describe('an agent whose runner ran out of memory', () => {
  it('has models and caches given back, and says what went wrong whether or not that can be done', async () => {
    const { runner } = start(() => Promise.reject(new RunnerError('OUT_OF_MEMORY', 'CUDA out of memory')));
    const freed = vi.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('no answer'));
    Object.assign(runner, { freeMemory: freed });
    for (let task = 1; task <= 2; task += 1) {
      const lease = sampleLease();
      studio.offer(lease);
      expect(await studio.ended(lease.leaseId)).toMatchObject({
        kind: 'failed',
        report: { failureClass: 'RETRYABLE', cause: 'CUDA out of memory' },
      });
      expect(freed).toHaveBeenCalledTimes(task);
    }
  });
});

describe('an agent that must not work', () => {
  it('takes nothing while its disk is full, and works again when there is room', async () => {
    hindrance = 'the disk is nearly full';
    start();
    const lease = sampleLease();
    studio.offer(lease);
    await vi.waitFor(() => expect(hindrancesAsked).toBeGreaterThan(0));
    expect(studio.registrations).toEqual([]);
    hindrance = null;
    expect(await studio.ended(lease.leaseId)).toMatchObject({ kind: 'completed' });
  });
});

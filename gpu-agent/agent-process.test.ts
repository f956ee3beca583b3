import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpegPath, ffprobePath } from '@effect-studio/media/ffmpeg/binaries';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeSyntheticClip } from './runners/ffmpeg/testing/synthetic-clip.ts';
import { FakeGateway } from './testing/fake-gateway.ts';

const SLOW = { workflowId: 'vintage-film-fine', effectTypeId: 'vintage-film', variant: 'fine' };
let folder: string;
let short: Buffer;
let long: Buffer;
let gateway: FakeGateway;
let stateDir: string;
let agents: ChildProcess[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-process-'));
  const clip = async (name: string, size: string, seconds: number): Promise<Buffer> => {
    await writeSyntheticClip(join(folder, name), `testsrc2=size=${size}:rate=25`, { seconds });
    return readFile(join(folder, name));
  };
  short = await clip('short.mp4', '96x64', 1);
  long = await clip('long.mp4', '640x360', 30);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  stateDir = await mkdtemp(join(folder, 'state-'));
  agents = [];
});
afterEach(async () => {
  for (const agent of agents) agent.kill('SIGKILL');
  await gateway.stop();
});

function start(environment: Record<string, string> = {}): ChildProcess {
  const agent = spawn(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), '--gateway', `${gateway.url}/graphql`, '--name', 'rig'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LOG_LEVEL: 'silent',
        AGENT_STATE_DIR: stateDir,
        AGENT_ENROLMENT_TOKEN: 'one-time',
        AGENT_DRAIN_MS: '300',
        FFMPEG_PATH: ffmpegPath(),
        FFPROBE_PATH: ffprobePath(),
        ...environment,
      },
    },
  );
  agents.push(agent);
  return agent;
}

const ended = (agent: ChildProcess) =>
  new Promise<number | NodeJS.Signals | null>((resolve) =>
    agent.once('exit', (code, signal) => resolve(code ?? signal)),
  );
const atWork = () => gateway.studio.until(() => gateway.studio.progress.some((share) => share > 0));

/** Programs that work on this test's clips. */
const programs = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes('ffmpeg') && line.includes(stateDir));

describe('an agent’s process', () => {
  it('hands back what it holds on SIGTERM, says goodbye and ends well', async () => {
    gateway = await FakeGateway.start(long);
    const agent = start();
    const lease = gateway.lease(SLOW);
    gateway.studio.offer(lease);
    await atWork();
    const end = ended(agent);
    agent.kill('SIGTERM');
    expect(await end).toBe(0);
    expect(gateway.studio.endings.get(lease.leaseId)).toMatchObject({
      report: { failureClass: 'CANCELLED' },
    });
    expect(gateway.studio.isDrained).toBe(true);
    await vi.waitFor(() => expect(programs()).toEqual([]));
  });

  it('that is killed leaves nothing at work; the next one keeps its identity and begins clean', async () => {
    gateway = await FakeGateway.start(long);
    const first = start();
    gateway.studio.offer(gateway.lease(SLOW));
    await atWork();
    first.kill('SIGKILL');
    await vi.waitFor(() => expect(programs()).toEqual([]), 5_000);
    start();
    await gateway.studio.until(() => gateway.studio.registrations.length === 2);
    expect(gateway.enrolments).toBe(1);
    const work = join(stateDir, 'work', 'rig');
    expect((await readdir(work)).filter((name) => name.startsWith('task-'))).toEqual([]);
  });

  it('that is killed between rendering and handing in loses nothing: the next one hands the same clip in', async () => {
    gateway = await FakeGateway.start(short);
    gateway.refusesUploads = true;
    const first = start();
    const lease = gateway.lease({ ttlMs: 60_000 });
    gateway.studio.offer(lease);
    const kept = join(stateDir, 'work', 'rig', 'kept', lease.taskId, 'report.json');
    const { report } = await vi.waitFor(async () => JSON.parse(await readFile(kept, 'utf8')), 20_000);
    first.kill('SIGKILL');
    gateway.refusesUploads = false;
    start();
    const ending = await gateway.studio.ended(lease.leaseId);
    expect(ending).toMatchObject({
      kind: 'completed',
      report: { sha256: report.sha256, busyMs: report.busyMs },
    });
    const uploaded = gateway.outputs.get(lease.leaseId)!;
    expect(createHash('sha256').update(uploaded).digest('hex')).toBe(report.sha256);
  });

  it('works on without the network, and needs no right clock', async () => {
    gateway = await FakeGateway.start(short);
    // The studio's clock is hours before the agent's, and so are all its times.
    gateway.clockAheadMs = -3 * 3_600_000;
    start();
    const lost = gateway.lease();
    gateway.studio.offer(lost);
    await gateway.studio.until(() => gateway.studio.limits.length > 0);
    await gateway.studio.ended(lost.leaseId);
    expect(gateway.refusedAssertions).toBe(1);
    expect(gateway.enrolments).toBe(1);

    const offline = gateway.lease();
    gateway.studio.onCall = (method) => {
      if (method === 'renew') gateway.isDown = true;
    };
    gateway.studio.offer(offline);
    await vi.waitFor(
      () => expect(gateway.isDown || gateway.studio.endings.has(offline.leaseId)).toBe(true),
      20_000,
    );
    gateway.studio.onCall = () => undefined;
    gateway.isDown = false;
    expect(await gateway.studio.ended(offline.leaseId)).toMatchObject({ kind: 'completed' });
  });

  it('stops within two seconds when the run is cancelled', async () => {
    gateway = await FakeGateway.start(long);
    start();
    const lease = gateway.lease(SLOW);
    gateway.studio.offer(lease);
    await atWork();
    const cancelledAt = performance.now();
    gateway.studio.cancelled.add(lease.leaseId);
    const ending = await gateway.studio.ended(lease.leaseId);
    expect(ending).toMatchObject({ kind: 'failed', report: { failureClass: 'CANCELLED' } });
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
    await vi.waitFor(() => expect(programs()).toEqual([]));
  });
});

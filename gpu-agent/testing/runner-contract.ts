import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticClip } from '../runners/ffmpeg/testing/synthetic-clip.ts';
import type { Runner, RunnerIo, RunnerTask } from '../runners/runner.ts';
import type { WorkflowSpec } from '../runners/workflow-spec.ts';
import { sampleTask } from './sample-task.ts';

/** A runner with what it needs, and ways to trouble it. */
export interface RunnerRig {
  runner: Runner;
  /** One that it supports. */
  workflow: WorkflowSpec;
  /** Makes executions last until they are stopped, from now on. */
  hang?(): void;
  /** Makes them work again. */
  unhang?(): void;
  /** Makes what lies behind it unreachable. */
  break?(): Promise<void>;
  stop?(): Promise<void>;
}

/**
 * What every adapter of a provider must do. A new one passes this suite, and is then all that the agent's loop needs.
 * @param open starts it and whatever it needs
 * @param skip a reason not to run, such as a service that is not configured; shown
 */
export function runnerContract(
  name: string,
  open: () => Promise<RunnerRig>,
  skip: string | null = null,
): void {
  describe.skipIf(skip !== null)(
    `${name} keeps the contract of a provider's adapter${skip ? ` (${skip})` : ''}`,
    () => {
      let rig: RunnerRig;
      let folder: string;
      let footage: string;

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'runner-contract-'));
        footage = join(folder, 'footage.mp4');
        await writeSyntheticClip(footage, 'testsrc2=size=160x120:rate=25', { seconds: 1, audio: true });
        rig = await open();
        expect(await rig.runner.healthCheck()).toMatchObject({ healthy: true });
      });
      afterAll(async () => {
        await rig?.stop?.();
        await rm(folder, { recursive: true, force: true });
      });

      const task = (change: Partial<RunnerTask> = {}): RunnerTask => ({
        ...sampleTask(rig.workflow),
        budgetContext: 'benchmark',
        ...change,
      });

      async function io(
        change: Partial<RunnerIo> = {},
      ): Promise<RunnerIo & { shares: number[]; folder: string }> {
        const own = await mkdtemp(join(folder, 'task-'));
        const shares: number[] = [];
        return {
          executionId: crypto.randomUUID(),
          inputPath: footage,
          outputPath: join(own, 'output.mp4'),
          signal: new AbortController().signal,
          onProgress: (share) => shares.push(share),
          shares,
          folder: own,
          ...change,
        };
      }

      it('supports its workflow, and neither a stranger nor another version, and says why', () => {
        expect(rig.runner.supports(rig.workflow)).toBe(true);
        expect(rig.runner.whyNot(rig.workflow)).toBeNull();
        for (const other of [
          { ...rig.workflow, digest: `sha256:${'0'.repeat(64)}` },
          { ...rig.workflow, id: 'nobody-knows-it' },
        ]) {
          expect(rig.runner.supports(other)).toBe(false);
          expect(rig.runner.whyNot(other)).toContain(other.id);
        }
      });

      it('estimates more work for more pixels, and at least a unit', () => {
        const media = { width: 1920, height: 1080, frameRate: 30, durationMs: 10_000 };
        const whole = rig.runner.estimate(task({ footageMedia: media }));
        const part = rig.runner.estimate(
          task({ footageMedia: media, excerpt: { startMs: 0, durationMs: 1_000 } }),
        );
        expect(whole.workUnits).toBeGreaterThan(part.workUnits);
        expect(whole.expectedSeconds).toBeGreaterThan(part.expectedSeconds);
        const tiny = { width: 16, height: 16, frameRate: 1, durationMs: 100 };
        expect(rig.runner.estimate(task({ footageMedia: tiny })).workUnits).toBeGreaterThanOrEqual(1);
      });

      it('makes a clip that every browser plays, without anybody’s tags, and leaves nothing else', async () => {
        const call = await io();
        const result = await rig.runner.execute(task(), call);
        const clip = await probeVideo(call.outputPath);
        expect(clip).toMatchObject({ width: 160, height: 120, videoCodec: 'h264', pixelFormat: 'yuv420p' });
        expect(Math.abs(clip!.durationMs - 1_000)).toBeLessThanOrEqual(80);
        const bytes = await readFile(call.outputPath);
        for (const secret of ['private', 'class_type', 'prompt']) expect(bytes.includes(secret)).toBe(false);
        expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
        expect(await readdir(call.folder)).toEqual(['output.mp4']);
        expect(result.busySeconds).toBeGreaterThanOrEqual(0);
      });

      it('tells progress that never falls, up to the whole', async () => {
        const call = await io();
        await rig.runner.execute(task({ seed: 12 }), call);
        expect(call.shares.at(-1)).toBe(1);
        expect(call.shares).toEqual(call.shares.toSorted((a, b) => a - b));
      });

      it('renders an excerpt alone', async () => {
        const call = await io();
        await rig.runner.execute(task({ excerpt: { startMs: 400, durationMs: 400 } }), call);
        expect(Math.abs((await probeVideo(call.outputPath))!.durationMs - 400)).toBeLessThanOrEqual(80);
      });

      it('stops the execution that is cancelled and no other', async () => {
        rig.hang?.();
        const long = join(folder, 'long.mp4');
        await writeSyntheticClip(long, 'testsrc2=size=640x360:rate=30', { seconds: 12 });
        const stopped = await io({ inputPath: rig.hang ? footage : long });
        const running = rig.runner.execute(task({ seed: 21 }), stopped);
        running.catch(() => undefined);
        await begun(stopped);
        const other = await io();
        const goesOn = rig.runner.execute(task({ seed: 22 }), other);
        rig.runner.cancel(stopped.executionId);
        rig.runner.cancel('an execution that nobody began');
        await expect(running).rejects.toMatchObject({ code: 'CANCELLED', retryable: false });
        rig.unhang?.();
        await expect(goesOn).resolves.toMatchObject({ busySeconds: expect.any(Number) });
        expect(existsSync(stopped.outputPath)).toBe(false);
        expect(existsSync(other.outputPath)).toBe(true);
      });

      it('stops within two seconds when its signal fires, and leaves no output', async () => {
        rig.hang?.();
        const long = join(folder, 'long.mp4');
        const controller = new AbortController();
        const call = await io({ signal: controller.signal, inputPath: rig.hang ? footage : long });
        const running = rig.runner.execute(task({ seed: 31 }), call);
        running.catch(() => undefined);
        await begun(call);
        const firedAt = performance.now();
        controller.abort();
        await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
        expect(performance.now() - firedAt).toBeLessThan(2_000);
        expect(await readdir(call.folder)).toEqual([]);
        rig.unhang?.();
      });

      it('refuses a workflow that it does not have', async () => {
        const unknown = task({ workflowId: 'nobody-knows-it' });
        expect(() => rig.runner.estimate(unknown)).toThrow(
          expect.objectContaining({ code: 'UNKNOWN_WORKFLOW', retryable: false }),
        );
        await expect(rig.runner.execute(unknown, await io())).rejects.toMatchObject({
          code: 'UNKNOWN_WORKFLOW',
        });
      });

      it('refuses footage without a picture, and leaves nothing', async () => {
        const broken = join(folder, 'broken.mp4');
        await writeFile(broken, 'no clip at all');
        const call = await io({ inputPath: broken });
        await expect(rig.runner.execute(task(), call)).rejects.toMatchObject({
          code: 'INPUT_UNREADABLE',
          retryable: false,
        });
        expect(await readdir(call.folder)).toEqual([]);
      });

      it('works in a folder whose name needs escaping', async () => {
        const awkward = join(folder, "it's [odd], a:b;c");
        await mkdir(awkward);
        const call = await io({ outputPath: join(awkward, 'output.mp4') });
        await rig.runner.execute(task({ seed: 41 }), call);
        expect(await readdir(awkward)).toEqual(['output.mp4']);
      });

      // Last: it does not come back.
      it('says what is missing when what lies behind it is gone, and never throws', async () => {
        if (!rig.break) return;
        await rig.break();
        const health = await rig.runner.healthCheck();
        expect(health).toMatchObject({ healthy: false, faults: [expect.any(String)] });
        await expect(rig.runner.execute(task(), await io())).rejects.toMatchObject({ retryable: true });
      });

      /** Resolves when an execution has told of progress, or was at it for a while. */
      async function begun(call: { shares: number[] }): Promise<void> {
        const until = performance.now() + 3_000;
        while (call.shares.length === 0 && performance.now() < until) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    },
  );
}

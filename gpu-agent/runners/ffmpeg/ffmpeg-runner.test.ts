import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { jpegSize } from '@effect-studio/media/derived/jpeg';
import { paceOf } from '@effect-studio/media/pace';
import { probeVideo } from '@effect-studio/media/probe/probe';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Preview, RunnerTask } from '../runner.ts';
import { createFfmpegRunner } from './ffmpeg-runner.ts';
import { measureLook } from './testing/measure-look.ts';
import { writeSyntheticClip } from './testing/synthetic-clip.ts';
import { findWorkflow, WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

const runner = createFfmpegRunner();
let folder: string;
let footagePath: string;
let footage: StyleDescriptor;
let example: StyleDescriptor;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'));
  footagePath = join(folder, 'footage.mp4');
  const examplePath = join(folder, 'example.mp4');
  // 163×121: both sides odd.
  await writeSyntheticClip(footagePath, 'testsrc2=size=163x121:rate=25', { seconds: 1, audio: true });
  await writeSyntheticClip(examplePath, 'gradients=size=160x120:rate=25:c0=0x301808:c1=0xffc080:seed=3', {
    seconds: 1,
  });
  [footage, example] = await Promise.all([measureLook(footagePath), measureLook(examplePath)]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function task(workflowId: string, change: Partial<RunnerTask> = {}): RunnerTask {
  const { effectTypeId, variant } = findWorkflow(workflowId)!;
  return {
    ...{ workflowId, effectTypeId, variant, parameters: {}, excerpt: null, seed: 11 },
    budgetContext: 'user_run',
    ...{ exampleDescriptor: { ...example, grain: 4, vignette: 0.4 }, footageDescriptor: footage },
    ...change,
  };
}

const isPaced = (id: string) => paceOf(findWorkflow(id)!.effectTypeId, 1_000) !== null;

async function render(
  given: RunnerTask,
  options: {
    inputPath?: string;
    outputFolder?: string;
    signal?: AbortSignal;
    onPreview?: (preview: Preview) => void;
  } = {},
) {
  const outputPath = join(options.outputFolder ?? folder, `${crypto.randomUUID()}.mp4`);
  const shares: number[] = [];
  const result = await runner.execute(given, {
    executionId: outputPath,
    inputPath: options.inputPath ?? footagePath,
    outputPath,
    signal: options.signal ?? new AbortController().signal,
    onProgress: (share) => shares.push(share),
    ...(options.onPreview ? { onPreview: options.onPreview } : {}),
  });
  return { outputPath, result, shares };
}

describe('pictures of a render in progress', () => {
  it('are small, and change nothing of the result', async () => {
    const inputPath = join(folder, 'longer.mp4');
    await writeSyntheticClip(inputPath, 'testsrc2=size=640x360:rate=25', { seconds: 1, audio: true });
    const given = task('slow-motion-fine');
    const previews: Preview[] = [];
    const shown = await render(given, { inputPath, onPreview: (preview) => previews.push(preview) });
    expect(previews.length).toBeGreaterThan(0);
    for (const { bytes } of previews) expect(jpegSize(bytes)).toEqual({ width: 480, height: 270 });
    const unseen = await render(given, { inputPath });
    const [withThem, without] = await Promise.all([readFile(shown.outputPath), readFile(unseen.outputPath)]);
    expect(withThem.equals(without)).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('plan-'))).toEqual([]);
  });
});

describe('ffmpeg runner', () => {
  it.each(WORKFLOW_CATALOGUE.map((workflow) => workflow.id))(
    'renders %s to a clean clip of the same length, sound kept and sides even',
    async (id) => {
      const { outputPath, result, shares } = await render(task(id));
      const clip = await probeVideo(outputPath);
      expect(clip).toMatchObject({
        width: 162,
        height: 120,
        videoCodec: 'h264',
        pixelFormat: 'yuv420p',
        audioCodec: 'aac',
      });
      const factor = paceOf(task(id).effectTypeId, 1_000)?.durationFactor ?? 1;
      expect(Math.abs(clip!.durationMs - 1_000 * factor)).toBeLessThanOrEqual(90);
      expect(Math.abs(result.frames - 25 * factor)).toBeLessThanOrEqual(factor === 1 && !isPaced(id) ? 0 : 2);
      expect(result.busySeconds).toBeGreaterThan(0);
      expect(shares.at(-1)).toBe(1);
      const bytes = await readFile(outputPath);
      expect(bytes.includes('private')).toBe(false);
      expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    },
  );

  it.each([
    'vintage-film-fine',
    'duotone-fine',
    'neon-fine',
    'glitch-fine',
    'slow-motion-fine',
    'kaleidoscope-fine',
  ])('renders %s to the same bytes for the same seed', async (id) => {
    const digest = async () =>
      createHash('sha256')
        .update(await readFile((await render(task(id))).outputPath))
        .digest('hex');
    expect(await digest()).toBe(await digest());
  });

  it('draws other grain for another seed', async () => {
    const first = await readFile((await render(task('vintage-film-balanced', { seed: 1 }))).outputPath);
    const second = await readFile((await render(task('vintage-film-balanced', { seed: 2 }))).outputPath);
    expect(first.equals(second)).toBe(false);
  });

  it.each(['look-match-fast', 'look-match-balanced', 'look-match-fine'])(
    'moves the footage towards the example with %s',
    async (id) => {
      const after = await measureLook((await render(task(id))).outputPath);
      const away = ({ key, chromaMean: [a, b] }: StyleDescriptor) =>
        Math.hypot(key - example.key, a - example.chromaMean[0], b - example.chromaMean[1]);
      expect(away(after)).toBeLessThan(0.65 * away(footage));
    },
  );

  it('reduces the noise of footage that is noisier than the example', async () => {
    const { result } = await render(task('look-match-fine', { footageDescriptor: { ...footage, grain: 9 } }));
    expect(result.notes.join()).toContain('noise of the footage reduced');
    expect(result.frames).toBe(25);
  });

  it('renders the excerpt alone', async () => {
    const { outputPath } = await render(task('duotone-fast', { excerpt: { startMs: 400, durationMs: 400 } }));
    expect(Math.abs((await probeVideo(outputPath))!.durationMs - 400)).toBeLessThanOrEqual(60);
  });

  it.each(['look-match-fine', 'vintage-film-fine', 'glitch-fine', 'dream-fine'])(
    'keeps the uneven frame times of a clip with %s',
    async (id) => {
      const inputPath = join(folder, `uneven-${id}.mkv`);
      const uneven = "testsrc2=size=160x120:rate=30,select='lt(mod(n,5),2)'";
      await writeSyntheticClip(inputPath, uneven, { seconds: 1 });
      const { outputPath, result } = await render(task(id), { inputPath });
      expect(result.frames).toBe(12);
      const [before, after] = [await probeVideo(inputPath), await probeVideo(outputPath)];
      expect(Math.abs(after!.durationMs - before!.durationMs)).toBeLessThanOrEqual(60);
      expect(after!.isVariableFrameRate).toBe(true);
    },
  );

  it('works in a folder whose name needs escaping, and leaves only the output there', async () => {
    const awkward = join(folder, "it's [odd], a:b;c");
    await mkdir(awkward);
    const { result, outputPath } = await render(task('look-match-fast'), { outputFolder: awkward });
    expect(result.frames).toBe(25);
    expect(await readdir(awkward)).toEqual([basename(outputPath)]);
  });

  it.each(['signal', 'cancel'])('stops within a second on %s and leaves no output', async (way) => {
    const longPath = join(folder, `long-${way}.mp4`);
    await writeSyntheticClip(longPath, 'testsrc2=size=640x360:rate=30', { seconds: 20 });
    const controller = new AbortController();
    const outputPath = join(folder, `cancelled-${way}.mp4`);
    let stoppedAtMs = 0;
    const stop = () => {
      stoppedAtMs ||= performance.now();
      if (way === 'signal') controller.abort();
      else runner.cancel(way);
    };
    const run = runner.execute(task('vintage-film-fine'), {
      ...{ executionId: way, inputPath: longPath, outputPath, signal: controller.signal, onProgress: stop },
    });
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED', retryable: false });
    expect(performance.now() - stoppedAtMs).toBeLessThan(1_000);
    expect(existsSync(outputPath)).toBe(false);
  });

  it('leaves wishes aside that it cannot follow', async () => {
    const parameters = { strength: 3, mood: 'dreamy', warmth: 0.5 };
    await expect(render(task('look-match-fast', { parameters }))).resolves.toMatchObject({
      result: { frames: expect.any(Number) },
    });
  });

  it('renders less of an effect, and what is asked for on top of it', async () => {
    const parameters = { strength: 0.5, brightness: 0.5, contrast: -0.5, saturation: 1, warmth: -1 };
    for (const workflow of ['duotone-fast', 'vintage-film-fast', 'cartoon-balanced']) {
      await expect(render(task(workflow, { parameters }))).resolves.toMatchObject({
        result: { frames: expect.any(Number) },
      });
    }
  });

  it('refuses a file without a picture', async () => {
    const inputPath = join(folder, 'absent.mp4');
    await expect(render(task('look-match-fast'), { inputPath })).rejects.toMatchObject({
      code: 'INPUT_UNREADABLE',
    });
  });

  it('refuses a workflow that it does not have, and another version of one that it has', async () => {
    const unknown = { ...task('look-match-fast'), workflowId: 'look-match-perfect' };
    await expect(render(unknown)).rejects.toMatchObject({ code: 'UNKNOWN_WORKFLOW' });
    const known = findWorkflow('look-match-fast')!;
    expect(runner.supports(known)).toBe(true);
    expect(runner.supports({ ...known, digest: 'sha256:other' })).toBe(false);
  });

  it('estimates more work for more pixels and more time for the finer workflow', () => {
    const footageMedia = { width: 1920, height: 1080, frameRate: 30, durationMs: 10_000 };
    const whole = runner.estimate(task('look-match-fast', { footageMedia }));
    const excerpt = runner.estimate(
      task('look-match-fast', { footageMedia, excerpt: { startMs: 0, durationMs: 3_000 } }),
    );
    expect(whole.workUnits).toBe(622);
    expect(excerpt.workUnits).toBe(187);
    expect(runner.estimate(task('look-match-fine', { footageMedia })).expectedSeconds).toBeGreaterThan(
      whole.expectedSeconds,
    );
  });
});

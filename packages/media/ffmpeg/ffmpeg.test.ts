import { afterAll, beforeAll, expect, it } from 'vitest';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { inputArgs, runFfmpeg } from './ffmpeg.ts';
import type { FfmpegProgress } from './progress.ts';

const ENDLESS = ['-re', '-f', 'lavfi', '-i', 'testsrc', '-f', 'null', '-'];
let folder: Awaited<ReturnType<typeof clipFolder>>;

beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

it('reports progress up to the end and the interval in which ffmpeg ran', async () => {
  const reports: FfmpegProgress[] = [];
  const args = ['-f', 'lavfi', '-i', 'testsrc=duration=2:rate=25', '-f', 'null', '-'];
  const result = await runFfmpeg(args, { timeoutMs: 20_000, onProgress: (report) => reports.push(report) });
  expect(reports.at(-1)).toMatchObject({ frame: 50, done: true });
  expect(result.endedAtMs).toBeGreaterThanOrEqual(result.startedAtMs);
});

it('stops at once when the caller aborts, and says so', async () => {
  const controller = new AbortController();
  const running = runFfmpeg(ENDLESS, { timeoutMs: 60_000, signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'ABORTED', retryable: false });
});

it('refuses to start on a signal that has already fired', async () => {
  const run = runFfmpeg(ENDLESS, { timeoutMs: 60_000, signal: AbortSignal.abort() });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
});

it('ends a run that exceeds its time as retryable', async () => {
  await expect(runFfmpeg(ENDLESS, { timeoutMs: 200 })).rejects.toMatchObject({
    code: 'TIMEOUT',
    retryable: true,
  });
});

it('keeps the last words of a failed run', async () => {
  const run = runFfmpeg(['-i', 'file:does-not-exist.mp4', '-f', 'null', '-'], { timeoutMs: 20_000 });
  await expect(run).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
    retryable: false,
    stderrTail: expect.stringContaining('No such file'),
  });
});

it('opens names that look like options, protocols or patterns as plain files', async () => {
  for (const name of ['-i.mp4', 'concat:a|b.mp4', 'a %03d [x].mp4']) {
    const path = `${folder.path}/${name}`;
    await drawClip(`file:${path}`, ['testsrc=duration=0.2:size=32x32'], H264);
    await runFfmpeg([...inputArgs(path), '-f', 'null', '-'], { timeoutMs: 20_000 });
  }
});

it('refuses demuxers outside the list, which could reach other files', async () => {
  const list = `${folder.path}/list.txt`;
  await drawClip(`${folder.path}/inner.mp4`, ['testsrc=duration=0.2:size=32x32'], H264);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(list, "ffconcat version 1.0\nfile 'inner.mp4'\n");
  const run = runFfmpeg([...inputArgs(list), '-f', 'null', '-'], { timeoutMs: 20_000 });
  await expect(run).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { validateVideo } from '@effect-studio/media/probe/validate';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { mutantOf } from '@effect-studio/media/testing/mutants';
import { drawClip } from '@effect-studio/media/testing/synthetic-clips';
import {
  type WatchedPrograms,
  watchPrograms,
  whyUnwatched,
} from '@effect-studio/media/testing/watched-programs';

const USAGE = `npm run fuzz -- [--mutants 500] [--seed 1] [--clip FILE]

Spoils clips in many ways and lets each be judged as an upload is: no crash, no hang, an answer for all. Without --clip
an MP4, a Matroska and an AVI that are drawn first. A mutant that fails is named, and made again by its seed and number.
Where strace works, ffmpeg and ffprobe are watched: a mutant that has them touch a network, another program or a file
that its own clip does not have them touch fails.`;
const LIMITS = { maxSizeBytes: 2 ** 31, maxDurationMs: 600_000, maxPixels: 36_864_000 };
/** Several programs look at each mutant, each with a limit of its own; this is all of them together. */
const HANG_MS = 90_000;

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    clip: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function clipsIn(folder: string): Promise<string[]> {
  if (values.clip) return [values.clip];
  const drawn = await drawFootage(path.join(folder, 'base.mp4'), 0, { seconds: 1, sound: true });
  const lossy = ['-c:v', 'mpeg4'];
  const mkv = await drawClip(path.join(folder, 'base.mkv'), ['testsrc2=duration=1:size=96x64'], lossy);
  const avi = await drawClip(path.join(folder, 'base.avi'), ['testsrc2=duration=1:size=96x64'], lossy);
  return [drawn, mkv, avi];
}

/** Files that the programs look at for clips that nobody spoilt. */
async function usualFiles(clips: readonly string[], watched: WatchedPrograms): Promise<Set<string>> {
  watched.take();
  for (const clip of clips) await validateVideo(clip, LIMITS);
  return new Set(watched.take().files);
}

/** What a mutant had the programs touch that it should not; empty for none. */
function strayed(watched: WatchedPrograms, usual: ReadonlySet<string>, mutant: string): string[] {
  const { files, network, programs } = watched.take();
  return [...[...files].filter((file) => file !== mutant && !usual.has(file)), ...network, ...programs];
}

async function main(): Promise<void> {
  const [mutants, seed] = [Number(values.mutants), Number(values.seed)];
  if (values.help || !(mutants > 0) || !Number.isInteger(seed)) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'fuzz-'));
  const verdicts = new Map<string, number>();
  const failed: string[] = [];
  let slowestMs = 0;
  const unwatched = whyUnwatched();
  let watched: WatchedPrograms | null = null;
  try {
    const clips = await clipsIn(folder);
    if (unwatched === null) watched = watchPrograms(path.join(folder, 'watched'));
    const usual = watched ? await usualFiles(clips, watched) : new Set<string>();
    for (let number = 0; number < mutants; number += 1) {
      const base = clips[number % clips.length]!;
      const mutant = path.join(folder, `mutant-${number}${path.extname(base)}`);
      await writeFile(mutant, mutantOf(await readFile(base), seed, number));
      const startedAt = performance.now();
      const verdict = await validateVideo(mutant, LIMITS).then(
        (result) => (result.ok ? 'ok' : result.reason),
        (error: Error) => `FAILED ${error.message}`,
      );
      const tookMs = performance.now() - startedAt;
      slowestMs = Math.max(slowestMs, tookMs);
      const touched = watched ? strayed(watched, usual, mutant) : [];
      const label =
        touched.length > 0
          ? `FAILED touched ${touched.join(', ')}`
          : tookMs > HANG_MS
            ? 'FAILED too slow'
            : verdict;
      verdicts.set(label, (verdicts.get(label) ?? 0) + 1);
      await rm(mutant);
      if (label.startsWith('FAILED'))
        failed.push(`seed ${seed}, mutant ${number} of ${path.basename(base)}: ${label}`);
    }
    for (const [verdict, count] of [...verdicts].sort((a, b) => b[1] - a[1]))
      process.stdout.write(`${String(count).padStart(6)}  ${verdict}\n`);
    process.stdout.write(
      watched
        ? `watched: no network, no program and no file but their own, unless it is said below\n`
        : `not watched for files and network: ${unwatched}\n`,
    );
    process.stdout.write(
      `slowest ${(slowestMs / 1_000).toFixed(1)} s\n${failed.map((line) => `${line}\n`).join('')}`,
    );
    process.exitCode = failed.length === 0 ? 0 : 1;
  } finally {
    watched?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();

import { chmod, writeFile } from 'node:fs/promises';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { availableFilters } from '@effect-studio/media/ffmpeg/capabilities';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { hasVmaf } from '@effect-studio/media/vmaf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluateOutput } from '../evaluate-output.ts';
import { evaluatorVersionOf } from '../version.ts';

/** Stands before this machine's ffmpeg: lists its filters without libvmaf, and fails as one does that has not got it. */
const withoutVmaf = (ffmpeg: string) => `#!/bin/sh
for argument in "$@"; do
  case "$argument" in
    -filters) '${ffmpeg}' "$@" | grep -v libvmaf; exit 0 ;;
    *libvmaf*) echo "No such filter: 'libvmaf'" >&2; exit 8 ;;
  esac
done
exec '${ffmpeg}' "$@"
`;

const own = process.env.FFMPEG_PATH;
let folder: Awaited<ReturnType<typeof clipFolder>>;

beforeAll(async () => {
  folder = await clipFolder();
  const program = `${folder.path}/ffmpeg`;
  await writeFile(program, withoutVmaf(ffmpegPath()));
  await chmod(program, 0o755);
  process.env.FFMPEG_PATH = program;
});
afterAll(async () => {
  if (own === undefined) delete process.env.FFMPEG_PATH;
  else process.env.FFMPEG_PATH = own;
  await folder.dispose();
});

it('judges with an ffmpeg that has no libvmaf, and says by name what it measured fidelity with instead', async () => {
  expect(availableFilters().has('scale')).toBe(true);
  expect(hasVmaf()).toBe(false);
  const scene = 'mandelbrot=size=320x180:rate=25:start_scale=0.3:end_scale=0.22,trim=duration=2';
  const footagePath = await drawClip(`${folder.path}/footage.mp4`, [scene], H264);
  const outputPath = await drawClip(`${folder.path}/output.mp4`, [`${scene},eq=gamma=1.2`], H264);
  const { evaluation } = await evaluateOutput({
    ...{ footagePath, outputPath, example: { path: outputPath }, effectTypeId: 'look-match', window: null },
  });
  expect(evaluation.metrics.fidelity).toBe(
    'ms-ssim-contrast-structure, tones aligned (this ffmpeg has no libvmaf)',
  );
  expect(evaluation.metrics).toMatchObject({
    artifacts: expect.stringContaining('edge-energy'),
    styleAdherence: expect.stringContaining('oklab'),
    temporalConsistency: expect.stringContaining('residual'),
  });
  expect(evaluation.parts).not.toHaveProperty('vmaf');
  expect(evaluation.evaluatorVersion).toBe(evaluatorVersionOf(false));
  expect(evaluation.evaluatorVersion).not.toContain('vmaf');
  expect(evaluation.vector.fidelity).toBeGreaterThan(0.9);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { followChildren } from '@effect-studio/media/testing/child-memory';
import { drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { analyseVideo } from '../domain/analyse-video.ts';

/**
 * Analyses one clip in a process of its own and prints what that took as one JSON object: `{frameCount, peakMiB,
 * programsMiB}`, the most memory of this process and of the largest of its programs (null where that is not known).
 * Argument: seconds that the clip lasts, at 30 frames a second, with a new scene every four.
 */
const seconds = Number(process.argv[2]);
const SCENES = `testsrc2=size=320x180:rate=30:duration=${seconds},hue=h='90*floor(t/4)':b='1.5*sin(floor(t/4))'`;

const folder = await mkdtemp(join(tmpdir(), 'long-clip-'));
try {
  const path = await drawClip(join(folder, 'clip.mp4'), [SCENES], H264);
  const metadata = (await probeVideo(path))!;
  const programs = followChildren();
  const { analysis } = await analyseVideo(path, metadata);
  const programsMiB = programs.stop();
  const peakMiB = process.resourceUsage().maxRSS / 1_024;
  process.stdout.write(`${JSON.stringify({ frameCount: analysis.frameCount, peakMiB, programsMiB })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

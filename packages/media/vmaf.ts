import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { availableFilters } from './ffmpeg/capabilities.ts';
import { runFfmpeg } from './ffmpeg/ffmpeg.ts';
import { escapeFilterValue } from './ffmpeg/filter-value.ts';

/** The model that is built into libvmaf 2 and 3; its scores are the ones that people quote. */
export const VMAF_MODEL = 'vmaf_v0.6.1';

/** Whether this machine's ffmpeg has libvmaf; Debian 12's has not. */
export const hasVmaf = (filters: ReadonlySet<string> = availableFilters()): boolean => filters.has('libvmaf');

/** Two grey pictures (full-range luma) of the same moment. */
export interface GreyPair {
  reference: Uint8Array;
  distorted: Uint8Array;
}

const TIMEOUT_MS = 60_000;
const BLACK = 16;
const RANGE = 219 / 255;
const NEUTRAL_CHROMA = 128;

const report = z.object({ pooled_metrics: z.object({ vmaf: z.object({ mean: z.number() }) }) });

/**
 * VMAF (Li et al., Netflix 2016) of grey pictures against their references, 0 to 100, the mean over the pairs. They are
 * handed over as files: pairs that lie apart in time are judged as if they followed one another.
 * @throws MediaError as `runFfmpeg`; ZodError when libvmaf reports something else than it used to
 */
export async function vmafOf(
  pairs: readonly GreyPair[],
  size: { width: number; height: number },
  signal?: AbortSignal,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'vmaf-'));
  try {
    const [reference, distorted, log] = ['reference.yuv', 'distorted.yuv', 'vmaf.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(
      reference,
      pairs.map((pair) => yuvOf(pair.reference, size)),
    );
    await writeFile(
      distorted,
      pairs.map((pair) => yuvOf(pair.distorted, size)),
    );
    const input = (path: string) => [
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${size.width}x${size.height}`, '-r', '25'],
      ...['-i', `file:${path}`],
    ];
    const filter = `[0:v][1:v]libvmaf=model=version=${VMAF_MODEL}:n_threads=2:log_fmt=json:log_path=${escapeFilterValue(log)}`;
    await runFfmpeg([...input(distorted), ...input(reference), '-lavfi', filter, '-f', 'null', '-'], {
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    return report.parse(JSON.parse(await readFile(log, 'utf8'))).pooled_metrics.vmaf.mean;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A grey picture as limited-range 4:2:0, which is what the model was trained on. */
function yuvOf(grey: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const luma = width * height;
  const yuv = new Uint8Array(luma + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)).fill(NEUTRAL_CHROMA);
  for (let i = 0; i < luma; i++) yuv[i] = BLACK + RANGE * grey[i]! + 0.5;
  return yuv;
}

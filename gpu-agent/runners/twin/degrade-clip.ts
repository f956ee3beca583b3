import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { inputArgs } from '@effect-studio/media/ffmpeg/input-arguments';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { encodeArguments } from '../ffmpeg/encode-arguments.ts';
import { OUTPUT_FILTERS } from '../ffmpeg/source-filters.ts';
import { RunnerError } from '../runner-error.ts';

const TIMEOUT_MS = 300_000;
/** Of a picture 720 lines high. */
const MOST_BLUR_SIGMA = 12;
const REFERENCE_HEIGHT = 720;
/** Of brightness, between one frame and the next; 1 is the whole range. */
const MOST_FLICKER = 0.06;
const LEAST_CRF = 16;
const CRF_SPAN = 30;
const ENCODE = { preset: 'veryfast', audioKbps: 96 };

/**
 * Makes a clip worse, to a declared quality: blurred, flickering and compressed harder the lower it is, so that a judge who
 * looks at it finds less. 1 leaves it as it is.
 * There is no noise: it hides the bands of flat pictures and makes those better.
 */
export async function degradeClip(
  clipPath: string,
  outputPath: string,
  quality: number,
  { signal, memoryMiB }: { signal: AbortSignal; memoryMiB: number },
): Promise<void> {
  const loss = 1 - quality;
  if (loss <= 0) return copyFile(clipPath, outputPath);
  const clip = await probeVideo(clipPath, { signal });
  if (!clip) throw new RunnerError('OUTPUT_INVALID', 'there is nothing to degrade');
  const sigma = Math.max(0.1, (MOST_BLUR_SIGMA * loss * clip.height) / REFERENCE_HEIGHT);
  const flicker = (MOST_FLICKER * loss).toFixed(4);
  const graph = `[0:v:0]${[
    `gblur=sigma=${sigma.toFixed(3)}`,
    `eq=brightness='if(mod(n,2),${flicker},-${flicker})':eval=frame`,
    OUTPUT_FILTERS,
  ].join(',')}[out]`;
  const encode = { ...ENCODE, crf: Math.round(LEAST_CRF + CRF_SPAN * loss) };
  await runFfmpeg(
    [...inputArgs(clipPath), '-filter_complex', graph, ...encodeArguments(encode, outputPath)],
    { timeoutMs: TIMEOUT_MS, signal, memoryMiB },
  );
}

/** Small clips, one for each tenth of quality, drawn when they are first wanted. */
export class DrawnClips {
  readonly #folder: string;
  readonly #drawn = new Map<number, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async copyTo(outputPath: string, quality: number): Promise<void> {
    const tenth = Math.round(quality * 10);
    let drawing = this.#drawn.get(tenth);
    if (!drawing) {
      drawing = this.#draw(tenth / 10);
      this.#drawn.set(tenth, drawing);
      drawing.catch(() => this.#drawn.delete(tenth));
    }
    await copyFile(await drawing, outputPath);
  }

  async #draw(quality: number): Promise<string> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const plain = join(this.#folder, `${randomUUID()}.mp4`);
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=0.4'];
    await runFfmpeg(
      [
        ...source,
        '-filter_complex',
        `[0:v:0]${OUTPUT_FILTERS}[out]`,
        ...encodeArguments({ ...ENCODE, crf: LEAST_CRF }, plain),
      ],
      { timeoutMs: TIMEOUT_MS, signal },
    );
    const path = join(this.#folder, `${randomUUID()}.mp4`);
    await degradeClip(plain, path, quality, { signal, memoryMiB: 1_024 });
    return path;
  }
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PREVIEW_ENCODING, PREVIEW_SCALE } from '../preview-picture.ts';
import type { Preview } from '../runner.ts';

/** Seconds of the result between two pictures; longer results have none closer. */
const LEAST_STEP_SECONDS = 0.5;
/** Pictures of one render, whatever its length. */
const MOST_PICTURES = 40;
/** Between two looks at the file, milliseconds. */
const LOOK_EVERY_MS = 1_000;

/**
 * A second, small output of a render: now and then a picture of the result, always in the same file. Frames are passed on by
 * reference, so the first output stays the same byte for byte.
 */
export class PreviewOutput {
  readonly #path: string;
  readonly #stepSeconds: number;
  readonly #listener: (preview: Preview) => void;
  #lookedAt = 0;
  #seen = 0;
  #isOver = false;

  /** @param folder of the render's own @param resultMs length of what is made */
  constructor(folder: string, resultMs: number, listener: (preview: Preview) => void) {
    this.#path = join(folder, 'preview.jpg');
    this.#stepSeconds = Math.max(LEAST_STEP_SECONDS, resultMs / 1_000 / MOST_PICTURES);
    this.#listener = listener;
  }

  /** Filters from one pad to another and to the pad of the pictures. */
  filters(from: string, to: string): string {
    const isDue = `isnan(prev_selected_t)+gte(t-prev_selected_t,${this.#stepSeconds})`;
    return `[${from}]split[${to}][seen];[seen]select='${isDue}',${PREVIEW_SCALE}[preview]`;
  }

  get arguments(): string[] {
    // Written whole beside it and moved there: who looks never sees half a picture.
    const encoding = [...PREVIEW_ENCODING, '-atomic_writing', '1'];
    return ['-map', '[preview]', '-fps_mode', 'vfr', ...encoding, `file:${this.#path}`];
  }

  /** Looks whether there is a new picture; never rejects. */
  async look(now: number = performance.now()): Promise<void> {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    try {
      const { mtimeMs } = await stat(this.#path);
      if (mtimeMs === this.#seen) return;
      const bytes = await readFile(this.#path);
      this.#seen = mtimeMs;
      if (!this.#isOver) this.#listener({ mediaType: 'image/jpeg', bytes, nodeId: null });
    } catch {
      // There is none yet.
    }
  }

  /** Nothing is told any more. */
  end(): void {
    this.#isOver = true;
  }
}

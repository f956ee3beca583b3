import { randomBytes } from 'node:crypto';
import { fileDigest } from '../../leases/file-transfer.ts';
import type { Call, ComfyUiClient, ComfyUiFile } from './comfyui-client.ts';

interface Clip {
  users: number;
  /** Null: it is not there, or not any more. */
  file: ComfyUiFile | null;
  /** What happens to it, one after the other. */
  turn: Promise<unknown>;
  timer: NodeJS.Timeout | null;
}

const SUBFOLDER = 'effect-studio';
const ERASE_MS = 5_000;

/**
 * Clips in ComfyUI's temporary folder, which it empties whenever it starts and ends. One that nobody uses any more stays for a
 * little while, so that ComfyUI need not load it again for another leg of the same run; then its bytes are written over, for
 * there is no way to delete it. Names are of this process and of the content: other agents of the same ComfyUI have their own.
 */
export class UploadedClips {
  readonly #client: ComfyUiClient;
  readonly #lingerMs: number;
  readonly #prefix = randomBytes(6).toString('hex');
  readonly #clips = new Map<string, Clip>();

  constructor(client: ComfyUiClient, lingerMs: number) {
    this.#client = client;
    this.#lingerMs = lingerMs;
  }

  /** @param work gets the name by which nodes call the clip, which is there until `work` settles */
  async use<Result>(path: string, call: Call, work: (name: string) => Promise<Result>): Promise<Result> {
    const { sha256, sizeBytes } = await fileDigest(path);
    const name = `${this.#prefix}-${sha256.slice(0, 32)}.mp4`;
    const clip = this.#clips.get(name) ?? { users: 0, file: null, turn: Promise.resolve(), timer: null };
    this.#clips.set(name, clip);
    clip.users += 1;
    if (clip.timer) clearTimeout(clip.timer);
    try {
      const file = await inTurn(clip, async () => {
        const isThere = clip.file !== null && (await this.#client.hasFile(clip.file, sizeBytes, call));
        const wanted = { filename: name, subfolder: SUBFOLDER, type: 'temp' };
        if (!isThere) clip.file = await this.#client.upload(path, wanted, call);
        return clip.file!;
      });
      return await work(nodeNameOf(file));
    } finally {
      clip.users -= 1;
      if (clip.users === 0) this.#eraseLater(name, clip);
    }
  }

  /** Erases every clip that nobody uses, now. */
  async close(): Promise<void> {
    await Promise.all([...this.#clips].map(([name, clip]) => this.#erase(name, clip)));
  }

  #eraseLater(name: string, clip: Clip): void {
    clip.timer = setTimeout(() => void this.#erase(name, clip), this.#lingerMs);
    // A process that has nothing else to do ends; it erases on its way out.
    clip.timer.unref();
  }

  async #erase(name: string, clip: Clip): Promise<void> {
    await inTurn(clip, async () => {
      if (clip.users > 0) return;
      if (clip.timer) clearTimeout(clip.timer);
      const { file } = clip;
      clip.file = null;
      if (file)
        await this.#client.blank(file, {
          signal: AbortSignal.timeout(ERASE_MS),
          tally: { count: 0, waitedMs: 0 },
        });
      // Somebody may have come meanwhile, and waits for this turn to end.
      if (clip.users === 0) this.#clips.delete(name);
    }).catch(() => undefined);
  }
}

/** One step after the other; a step that fails does not keep the next from its turn. */
function inTurn<Result>(clip: Clip, step: () => Promise<Result>): Promise<Result> {
  const result = clip.turn.then(step);
  clip.turn = result.catch(() => undefined);
  return result;
}

/** How a node names a file: with the folder in brackets, where it is not the input folder. */
function nodeNameOf({ filename, subfolder, type }: ComfyUiFile): string {
  const path = subfolder ? `${subfolder}/${filename}` : filename;
  return type === 'input' ? path : `${path} [${type}]`;
}

import { readFileSync, renameSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';

const LOOK_EVERY_MS = 500;

export interface SupergraphFileOptions {
  file: string;
  /** Where the last one that loaded is kept, to start from when `file` is broken; null keeps none. */
  lastGoodFile: string | null;
  log: Logger;
}

/** A supergraph in a file that another program writes. */
export class SupergraphFile {
  readonly #options: SupergraphFileOptions;
  #current = '';

  constructor(options: SupergraphFileOptions) {
    this.#options = options;
  }

  /**
   * Loads what the file holds, or the last one that loaded when it cannot be read or loaded.
   * @throws Error of the file when there is no last good one, or that does not load either
   */
  async start<Loaded>(load: (sdl: string) => Loaded | Promise<Loaded>): Promise<Loaded> {
    const { file, lastGoodFile, log } = this.#options;
    try {
      const sdl = readFileSync(file, 'utf8');
      const loaded = await load(sdl);
      this.#keep(sdl);
      return loaded;
    } catch (error) {
      const lastGood = lastGoodFile ? readIfThere(lastGoodFile) : null;
      if (lastGood === null) throw error;
      const loaded = await load(lastGood);
      // What the file holds now has been looked at; only a change is news.
      this.#current = readIfThere(file) ?? '';
      log.warn({ err: error, file }, 'the supergraph cannot be loaded; the last good one serves');
      return loaded;
    }
  }

  /** Hands over what the file holds whenever it changed; what cannot be loaded is logged and changes nothing. @returns stops looking */
  watch(reload: (sdl: string) => Promise<void>): () => void {
    const { file, log } = this.#options;
    let isReloading = false;
    const look = async (): Promise<void> => {
      const sdl = readIfThere(file);
      // Empty is a file that is being written.
      if (isReloading || !sdl || sdl === this.#current) return;
      isReloading = true;
      try {
        await reload(sdl);
        this.#keep(sdl);
        log.info({ file }, 'the supergraph was reloaded');
      } catch (error) {
        this.#current = sdl;
        log.error({ err: error, file }, 'a supergraph that cannot be loaded was left alone');
      } finally {
        isReloading = false;
      }
      // It may have changed again while the last change was loaded.
      await look();
    };
    // Looks instead of waiting to be told: files are replaced by renames, and lie on mounts that tell nothing.
    const listener = () => void look();
    watchFile(file, { interval: LOOK_EVERY_MS }, listener);
    return () => unwatchFile(file, listener);
  }

  #keep(sdl: string): void {
    this.#current = sdl;
    const { lastGoodFile, log } = this.#options;
    if (!lastGoodFile) return;
    try {
      // By a rename: half a file would be worse than none.
      writeFileSync(`${lastGoodFile}.new`, sdl);
      renameSync(`${lastGoodFile}.new`, lastGoodFile);
    } catch (error) {
      log.warn({ err: error, lastGoodFile }, 'the last good supergraph could not be kept');
    }
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

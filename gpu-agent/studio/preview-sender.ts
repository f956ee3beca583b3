import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Preview } from '../runners/runner.ts';
import type { PreviewClaim } from './studio-client.ts';

/** How a picture of a work in progress leaves this machine. */
export interface PreviewWay {
  /** Makes a small JPEG of it; null when that cannot be done. */
  toJpeg(preview: Preview): Promise<Uint8Array | null>;
  put(jpeg: Uint8Array, url: string): Promise<void>;
}

/**
 * Keeps the newest picture of one task and sends it when the studio asks for one. What goes wrong is forgotten: nobody's
 * work depends on it, and the next picture is about to come.
 */
export class PreviewSender {
  readonly #way: PreviewWay;
  readonly #log: Logger;
  #newest: Preview | null = null;
  #sent: PreviewClaim | null = null;
  #isSending = false;

  constructor(way: PreviewWay, log: Logger) {
    this.#way = way;
    this.#log = log;
  }

  /** A newer picture replaces one that nobody asked for. */
  offer(preview: Preview): void {
    this.#newest = preview;
  }

  /** The studio wants a picture there. Nothing happens when there is no new one, or one is on its way. */
  async wanted(url: string): Promise<void> {
    const preview = this.#newest;
    if (preview === null || this.#isSending) return;
    this.#newest = null;
    this.#isSending = true;
    try {
      const jpeg = await this.#way.toJpeg(preview);
      if (jpeg === null) return;
      await this.#way.put(jpeg, url);
      this.#sent = { sha256: createHash('sha256').update(jpeg).digest('hex'), sizeBytes: jpeg.length };
    } catch (error) {
      this.#log.debug({ err: error }, 'a picture of the work was not sent');
    } finally {
      this.#isSending = false;
    }
  }

  /** What was sent since it was asked last; the studio is told once. */
  takeClaim(): PreviewClaim | null {
    const sent = this.#sent;
    this.#sent = null;
    return sent;
  }
}

import type { PipeSink } from './media-process.ts';

/**
 * Cuts a stream of raw video into frames of equal size; a last partial frame is dropped.
 * @param onFrame called with each frame when it is whole
 */
export function frameCollector(
  frameBytes: number,
  onFrame?: (frame: Uint8Array) => void,
): { sink: PipeSink; frames: Uint8Array[] } {
  const frames: Uint8Array[] = [];
  let current = new Uint8Array(frameBytes);
  let filled = 0;
  const sink: PipeSink = (chunk) => {
    for (let offset = 0; offset < chunk.length; ) {
      const take = Math.min(frameBytes - filled, chunk.length - offset);
      current.set(chunk.subarray(offset, offset + take), filled);
      filled += take;
      offset += take;
      if (filled < frameBytes) continue;
      frames.push(current);
      onFrame?.(current);
      current = new Uint8Array(frameBytes);
      filled = 0;
    }
  };
  return { sink, frames };
}

const FRAME_LINE = /^\d+,\s*-?\d+,\s*(-?\d+),/gm;

/** Presentation times out of ffmpeg's `framecrc` listing, in units of its time base. */
export function presentationTimes(listing: string): number[] {
  return [...listing.matchAll(FRAME_LINE)].map((match) => Number(match[1]));
}

import type { PipeSink } from '../ffmpeg/media-process.ts';

/**
 * Cuts a stream of raw video into frames of equal size; a last partial frame is dropped.
 * @param onFrame called with each frame when it is whole; the callee may keep it
 */
export function frameSplitter(frameBytes: number, onFrame: (frame: Uint8Array) => void): PipeSink {
  let current = new Uint8Array(frameBytes);
  let filled = 0;
  return (chunk) => {
    for (let offset = 0; offset < chunk.length; ) {
      const take = Math.min(frameBytes - filled, chunk.length - offset);
      current.set(chunk.subarray(offset, offset + take), filled);
      filled += take;
      offset += take;
      if (filled < frameBytes) continue;
      onFrame(current);
      current = new Uint8Array(frameBytes);
      filled = 0;
    }
  };
}

/** {@link frameSplitter} that keeps all frames: for few, or small ones. */
export function frameCollector(frameBytes: number): { sink: PipeSink; frames: Uint8Array[] } {
  const frames: Uint8Array[] = [];
  return { sink: frameSplitter(frameBytes, (frame) => frames.push(frame)), frames };
}

const FRAME_LINE = /^\d+,\s*-?\d+,\s*(-?\d+),/gm;

/** Presentation times out of ffmpeg's `framecrc` listing, in units of its time base. */
export function presentationTimes(listing: string): number[] {
  return [...listing.matchAll(FRAME_LINE)].map((match) => Number(match[1]));
}

/** Reads a `framecrc` listing from chunks cut anywhere. @param onTime called with each frame's time, in units of its time base */
export function presentationTimeReader(onTime: (time: number) => void): PipeSink {
  let pending = '';
  return (chunk) => {
    const text = pending + chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    pending = text.slice(end);
    for (const time of presentationTimes(text.slice(0, end))) onTime(time);
  };
}

/** A report of `-progress`. Times are of the output, in milliseconds. */
export interface FfmpegProgress {
  frame: number;
  outTimeMs: number;
  /** Output seconds per second of work; 0 while unknown. */
  speed: number;
  done: boolean;
}

/**
 * Reads ffmpeg's `key=value` progress blocks, each closed by a `progress=` line, from chunks cut anywhere.
 * @returns the sink for standard output
 */
export function progressParser(onProgress: (progress: FfmpegProgress) => void): (chunk: Buffer) => void {
  let pending = '';
  let block = new Map<string, string>();
  const number = (key: string) => Number.parseFloat(block.get(key) ?? '') || 0;
  return (chunk) => {
    const lines = (pending + chunk.toString('utf8')).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      const [key = '', value = ''] = line.split('=', 2).map((part) => part.trim());
      block.set(key, value);
      if (key !== 'progress') continue;
      onProgress({
        frame: number('frame'),
        // Before the first frame ffmpeg says `N/A`, and briefly a negative time.
        outTimeMs: Math.max(0, number('out_time_us') / 1_000),
        speed: number('speed'),
        done: value === 'end',
      });
      block = new Map();
    }
  };
}

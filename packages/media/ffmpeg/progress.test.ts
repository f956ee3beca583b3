import { expect, it } from 'vitest';
import { type FfmpegProgress, progressParser } from './progress.ts';

it('reads progress blocks whatever way the stream is cut into chunks', () => {
  const text =
    'frame=12\nout_time_us=N/A\nspeed=N/A\nprogress=continue\nframe=25\nout_time_us=1000000\nspeed=2.5x\nprogress=end\n';
  for (const size of [1, 7, text.length]) {
    const reports: FfmpegProgress[] = [];
    const sink = progressParser((report) => reports.push(report));
    for (let i = 0; i < text.length; i += size) sink(Buffer.from(text.slice(i, i + size)));
    expect(reports).toEqual([
      { frame: 12, outTimeMs: 0, speed: 0, done: false },
      { frame: 25, outTimeMs: 1_000, speed: 2.5, done: true },
    ]);
  }
});

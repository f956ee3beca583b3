import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { expect, it } from 'vitest';
import { ExcerptFinder } from './excerpt.ts';
import { thumbnailOf } from './scenes/thumbnail.ts';

const FRAME_MS = 40;
/** A 160×90 frame of vertical stripes between black and a level. */
function striped(level: number, phase: number) {
  const rgb = Uint8Array.from({ length: 160 * 90 * 3 }, (_, i) =>
    Math.floor(((Math.floor(i / 3) % 160) + phase) / 20) % 2 === 0 ? level : level / 4,
  );
  return thumbnailOf(rgb);
}
const clip = (levelAt: (timeMs: number) => number, lengthMs: number) => {
  const ptsMs = Array.from({ length: lengthMs / FRAME_MS }, (_, i) => i * FRAME_MS);
  return { ptsMs, frames: ptsMs.map((time, i) => striped(levelAt(time), i % 20)) };
};

function chosen(
  { frames, ptsMs }: ReturnType<typeof clip>,
  changes: readonly SceneChange[],
  clipMs: number,
  excerptMs?: number,
) {
  const finder = new ExcerptFinder(excerptMs);
  for (const [i, frame] of frames.entries()) finder.add(frame, ptsMs[i]!);
  return finder.choose(changes, clipMs);
}

it('takes the whole clip when it is shorter than an excerpt', () => {
  expect(
    chosen(
      clip(() => 200, 2_000),
      [],
      2_000,
    ),
  ).toEqual({ startMs: 0, durationMs: 2_000 });
});

it('keeps away from black and from scene changes', () => {
  const dark = clip((time) => (time < 2_000 ? 0 : 200), 10_000);
  const cut = { kind: 'cut', timeMs: 5_500, startMs: 5_500, endMs: 5_500, confidence: 1 } as const;
  const { startMs, durationMs } = chosen(dark, [cut], 10_000);
  expect(durationMs).toBe(3_000);
  expect(startMs).toBeGreaterThanOrEqual(2_000);
  expect(startMs + durationMs <= 5_500 || startMs > 5_500).toBe(true);
});

it('chooses the earliest of equal stretches', () => {
  expect(
    chosen(
      clip(() => 200, 8_000),
      [],
      8_000,
      2_000,
    ),
  ).toEqual({ startMs: 0, durationMs: 2_000 });
});

it('may end between the marks of its grid', () => {
  const late = clip((time) => (time < 2_600 ? 0 : 200), 4_000);
  expect(chosen(late, [], 4_000, 1_210)).toEqual({ startMs: 2_750, durationMs: 1_210 });
});

import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { findDissolves, findFades, type GradualChange } from './gradual-changes.ts';
import { findHardCuts } from './hard-cuts.ts';
import type { Thumbnail } from './thumbnail.ts';

/**
 * Finds every change of scene, in order of time.
 * @param ptsMs presentation time of each frame in milliseconds; uneven ones are fine
 */
export function findSceneChanges(frames: readonly Thumbnail[], ptsMs: readonly number[]): SceneChange[] {
  const fades = findFades(frames);
  const cuts = findHardCuts(frames).filter(
    (cut) => !fades.some((fade) => cut.index >= fade.from - 1 && cut.index <= fade.to + 1),
  );
  const dissolves = findDissolves(
    frames,
    (from, to) =>
      cuts.some((cut) => cut.index > from && cut.index <= to) ||
      fades.some((fade) => fade.to >= from && fade.from <= to),
  );
  const gradual = ({ kind, from, to, confidence }: GradualChange): SceneChange => ({
    kind,
    timeMs: ptsMs[(from + to) >> 1]!,
    startMs: ptsMs[from]!,
    endMs: ptsMs[to]!,
    confidence,
  });
  const hard = cuts.map(({ index, confidence }): SceneChange => {
    const timeMs = ptsMs[index]!;
    return { kind: 'cut', timeMs, startMs: timeMs, endMs: timeMs, confidence };
  });
  return [...hard, ...fades.map(gradual), ...dissolves.map(gradual)].sort((a, b) => a.timeMs - b.timeMs);
}

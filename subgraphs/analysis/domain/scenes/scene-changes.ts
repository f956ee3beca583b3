import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { type ClipEnds, findDissolves, findFades } from './gradual-changes.ts';
import { findHardCuts } from './hard-cuts.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A change of scene in places among the frames it was looked for in. */
export interface PlacedChange {
  kind: SceneChange['kind'];
  /** First frame of the new scene of a cut; first and last frame of a gradual change. */
  from: number;
  to: number;
  confidence: number;
}

/**
 * Finds every change of scene in a run of frames, in order.
 * @param ends whether the run begins and ends with the clip; a fade may then lack its other half
 */
export function findSceneChanges(frames: readonly Thumbnail[], ends?: ClipEnds): PlacedChange[] {
  const fades = findFades(frames, ends);
  const outsideFades = findHardCuts(frames).filter(
    (cut) => !fades.some((fade) => cut.index >= fade.from - 1 && cut.index <= fade.to + 1),
  );
  const dissolves = findDissolves(
    frames,
    (from, to) =>
      outsideFades.some((cut) => cut.index > from && cut.index <= to) ||
      fades.some((fade) => fade.to >= from && fade.from <= to),
  );
  // The last step of a quick dissolve is a jump of its own.
  const cuts = outsideFades.filter(
    (cut) => !dissolves.some((change) => cut.index >= change.from && cut.index <= change.to + 1),
  );
  const hard = cuts.map(
    ({ index, confidence }): PlacedChange => ({ kind: 'cut', from: index, to: index, confidence }),
  );
  return [...hard, ...fades, ...dissolves].sort((a, b) => a.from + a.to - b.from - b.to);
}

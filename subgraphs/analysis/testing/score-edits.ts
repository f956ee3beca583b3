import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { EDIT_FPS, type EditTruth } from './golden-edits.ts';

/** Right, invented and missed changes. */
export interface EditScore {
  right: number;
  invented: SceneChange[];
  missed: number;
}

const FRAME_MS = 1_000 / EDIT_FPS;

function matches(change: SceneChange, truth: EditTruth['gradual'][number]): boolean {
  if (change.kind !== truth.kind) return false;
  // Its middle lies inside the true change, give or take two frames.
  const middle = (change.startMs + change.endMs) / 2;
  return middle >= (truth.from - 2) * FRAME_MS && middle <= (truth.to + 2) * FRAME_MS;
}

/** Holds found changes against the truth: cuts to within one frame, gradual ones by kind and place. */
export function scoreEdit(changes: readonly SceneChange[], truth: EditTruth): EditScore {
  const open = [
    ...truth.cuts.map(
      (cut) => (change: SceneChange) =>
        change.kind === 'cut' && Math.abs(change.timeMs - cut * FRAME_MS) <= FRAME_MS * 1.01,
    ),
    ...truth.gradual.map((one) => (change: SceneChange) => matches(change, one)),
  ];
  const invented: SceneChange[] = [];
  let right = 0;
  for (const change of changes) {
    const place = open.findIndex((isIt) => isIt(change));
    if (place < 0) invented.push(change);
    else {
      open.splice(place, 1);
      right += 1;
    }
  }
  return { right, invented, missed: open.length };
}

/** F1 over many edits. */
export function f1Of(scores: readonly EditScore[]): number {
  const sum = (of: (score: EditScore) => number) => scores.reduce((total, score) => total + of(score), 0);
  const right = sum((score) => score.right);
  return (2 * right) / (2 * right + sum((score) => score.invented.length) + sum((score) => score.missed));
}

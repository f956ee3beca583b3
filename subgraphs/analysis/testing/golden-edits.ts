import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { drawScene } from '@effect-studio/media/testing/golden-scenes';
import { H264 } from '@effect-studio/media/testing/synthetic-clips';

/** What really happens in an edited clip, in frames: cuts at their first new frame, gradual changes from one to the other. */
export interface EditTruth {
  cuts: readonly number[];
  gradual: readonly { kind: 'dissolve' | 'fade'; from: number; to: number }[];
}

/** A clip that is cut, dissolved, faded or disturbed on purpose. */
export interface GoldenEdit extends EditTruth {
  name: string;
  /** Scenes that it is made of, in the order of the graph's inputs. */
  scenes: readonly number[];
  /** From `[0:v]`, `[1:v]`, … to `[v]`. */
  graph: string;
}

export const EDIT_FPS = 25;
/** Length of every scene before it is edited. */
const SCENE_FRAMES = 60;
const CLOCK = `settb=1/${EDIT_FPS},fps=${EDIT_FPS}`;

/** Two scenes that run into one another over `frames`, then a cut to a third. */
function dissolve(frames: number, start: number): GoldenEdit {
  const offset = 30;
  const graph = `[0:v]${CLOCK}[a];[1:v]${CLOCK}[b];[a][b]xfade=transition=fade:duration=${frames / EDIT_FPS}:offset=${offset / EDIT_FPS},${CLOCK}[x];[2:v]${CLOCK}[c];[x][c]concat=n=2:v=1[v]`;
  return {
    name: `dissolve-${frames}-${start}`,
    scenes: [start, start + 3, start + 6],
    graph,
    cuts: [offset + SCENE_FRAMES],
    gradual: [{ kind: 'dissolve', from: offset, to: offset + frames }],
  };
}

function fade(colour: 'black' | 'white', start: number): GoldenEdit {
  return {
    name: `fade-${colour}-${start}`,
    scenes: [start, start + 4],
    graph: `[0:v]fade=t=out:s=48:n=12:color=${colour}[a];[1:v]fade=t=in:s=0:n=12:color=${colour}[b];[a][b]concat=n=2:v=1[v]`,
    cuts: [],
    gradual: [{ kind: 'fade', from: 48, to: 72 }],
  };
}

/** Photographers' flashes of one to three frames, then a cut that must still be found. */
function flashes(frames: number, start: number): GoldenEdit {
  const lit = `between(n,20,${19 + frames})+between(n,40,${39 + frames})`;
  return {
    name: `flashes-${frames}-${start}`,
    scenes: [start, start + 3],
    graph: `[0:v]lutyuv=y='clip(val*0.3+175,0,255)':enable='${lit}'[a];[a][1:v]concat=n=2:v=1[v]`,
    cuts: [SCENE_FRAMES],
    gradual: [],
  };
}

/** A camera thrown to the side at `pixels` a frame, with its blur, then a cut. */
function whipPan(pixels: number, start: number): GoldenEdit {
  const graph = `[0:v]split=3[p][q][r];[q]hflip[qq];[p][qq][r]hstack=3,gblur=sigma=${pixels / 4}:sigmaV=0.01:enable='between(n,25,34)',crop=160:90:x='clip((n-25)*${pixels},0,min(320,10*${pixels}))':y=0[a];[a]${CLOCK}[a2];[1:v]${CLOCK}[b];[a2][b]concat=n=2:v=1[v]`;
  return {
    name: `whip-${pixels}-${start}`,
    scenes: [start, start + 2],
    graph,
    cuts: [SCENE_FRAMES],
    gradual: [],
  };
}

/** Stage light that goes on and off every few frames for a second and a half, then a cut. */
function strobe(period: number, dark: boolean, start: number): GoldenEdit {
  const light = dark ? 'val*0.12+14' : 'clip(val*0.25+170,0,255)';
  const on = `between(n,12,48)*lt(mod(n,${period}),${period / 2})`;
  return {
    name: `strobe-${period}-${start}`,
    scenes: [start, start + 3],
    graph: `[0:v]lutyuv=y='${light}':enable='${on}'[a];[a][1:v]concat=n=2:v=1[v]`,
    cuts: [SCENE_FRAMES],
    gradual: [],
  };
}

/** Three scenes, joined hard: short ones, as trailers have. */
function quickCuts(lengths: readonly number[], start: number): GoldenEdit {
  const parts = lengths.map((length, i) => `[${i}:v]trim=end_frame=${length},setpts=PTS-STARTPTS[p${i}]`);
  const joined = `${lengths.map((_, i) => `[p${i}]`).join('')}concat=n=${lengths.length}:v=1[v]`;
  const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0));
  return {
    name: `cuts-${lengths.join('-')}`,
    scenes: lengths.map((_, i) => start + 3 * i),
    graph: [...parts, joined].join(';'),
    cuts: ends.slice(0, -1),
    gradual: [],
  };
}

/** Twenty-two edits: what a detector of frame differences alone gets wrong. */
export const GOLDEN_EDITS: readonly GoldenEdit[] = [
  ...[8, 12, 16, 25].flatMap((frames, i) => [dissolve(frames, i), dissolve(frames, i + 5)]),
  ...(['black', 'white'] as const).flatMap((colour, i) => [fade(colour, i), fade(colour, i + 5)]),
  ...[1, 2, 3].map((frames) => flashes(frames, frames + 3)),
  ...[14, 22, 32].map((pixels, i) => whipPan(pixels, i)),
  strobe(2, true, 0),
  strobe(4, false, 4),
  strobe(6, true, 7),
  quickCuts([20, 14, 30, 9, 25], 0),
];

/** Renders one edit from its scenes. @returns its path */
export async function renderEdit(folder: string, edit: GoldenEdit): Promise<string> {
  const scenes = await Promise.all(
    edit.scenes.map((scene, place) =>
      drawScene(`${folder}/${edit.name}-scene-${place}.mp4`, scene, { seconds: SCENE_FRAMES / EDIT_FPS }),
    ),
  );
  const path = `${folder}/${edit.name}.mp4`;
  const inputs = scenes.flatMap((scene) => ['-i', scene]);
  await runFfmpeg([...inputs, '-filter_complex', edit.graph, '-map', '[v]', ...H264, path], {
    timeoutMs: 60_000,
  });
  return path;
}

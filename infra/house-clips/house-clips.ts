import { open, rm } from 'node:fs/promises';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { duskHills, nightStreet, portraitLight, type Scene } from './scenes.ts';

/** A clip that the studio draws itself, for people without footage and for checking that an effect generalises. */
export interface HouseClip {
  name: string;
  /** Writes the clip as an MP4. */
  make: (path: string) => Promise<void>;
}

const SECONDS = 4;
const FPS = 25;
/** Drawn small and scaled up: soft like a lens, and quick. */
const WIDTH = 320;
const HEIGHT = 180;

/** Something that moves, something dark, something with skin. */
export const HOUSE_CLIPS: readonly HouseClip[] = [
  { name: 'Dusk hills', make: (path) => render(duskHills, path) },
  { name: 'Night street', make: (path) => render(nightStreet, path) },
  { name: 'Portrait light', make: (path) => render(portraitLight, path) },
];

async function render(scene: Scene, path: string): Promise<void> {
  const rawPath = `${path}.rgb`;
  try {
    await drawFrames(scene, rawPath);
    await encode(rawPath, path);
  } finally {
    await rm(rawPath, { force: true });
  }
}

async function drawFrames(scene: Scene, rawPath: string): Promise<void> {
  const file = await open(rawPath, 'w');
  try {
    const frame = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
    const colour = new Float64Array(3);
    for (let index = 0; index < SECONDS * FPS; index += 1) {
      const t = index / FPS;
      for (let row = 0, at = 0; row < HEIGHT; row += 1) {
        for (let column = 0; column < WIDTH; column += 1, at += 3) {
          scene((column + 0.5) / HEIGHT, (row + 0.5) / HEIGHT, t, colour);
          frame[at] = 255 * colour[0]!;
          frame[at + 1] = 255 * colour[1]!;
          frame[at + 2] = 255 * colour[2]!;
        }
      }
      await file.write(frame);
    }
  } finally {
    await file.close();
  }
}

/** Scales the drawing up, gives it a film's grain and a quiet tone. */
async function encode(rawPath: string, path: string): Promise<void> {
  await runFfmpeg(
    [
      ...[
        '-f',
        'rawvideo',
        '-pix_fmt',
        'rgb24',
        '-s',
        `${WIDTH}x${HEIGHT}`,
        '-r',
        `${FPS}`,
        '-i',
        `file:${rawPath}`,
      ],
      ...['-f', 'lavfi', '-i', `sine=frequency=196:sample_rate=48000:duration=${SECONDS},volume=0.15`],
      ...['-vf', 'scale=960:540:flags=lanczos,noise=alls=3:allf=t:all_seed=7,format=yuv420p'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-c:a', 'aac', '-b:a', '96k', '-shortest'],
      ...['-movflags', '+faststart', '-f', 'mp4', path],
    ],
    { timeoutMs: 120_000 },
  );
}

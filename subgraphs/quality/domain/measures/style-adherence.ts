import { LOW_WIDTH } from '@effect-studio/media/frames/frames';
import { findPictureArea } from '@effect-studio/media/frames/picture-area';
import { rgb24ToOklab } from '@effect-studio/media/look/oklab';
import { clamp } from '@effect-studio/media/statistics';
import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { type TextureLook, textureDistance } from './texture-look.ts';

/** Colours per cloud; all clouds have as many. */
export const SAMPLES = 4_000;
const DIRECTIONS = 24;
const SEED = 3;
/** Distances below this are the same look shot twice. */
const SAME_LOOK = 0.01;

/** OKLab of pixels drawn at random, always the same ones, from inside the black bars. */
export function drawColours(frames: readonly Uint8Array[]): Float32Array {
  const area = findPictureArea(frames);
  const random = seededRandom(SEED);
  const below = (limit: number) => Math.floor(random() * limit);
  const rgb = new Uint8Array(SAMPLES * 3);
  for (let i = 0; i < SAMPLES; i++) {
    const frame = frames[below(frames.length)]!;
    const x = area.left + below(area.right - area.left);
    const y = area.top + below(area.bottom - area.top);
    const pixel = (y * LOW_WIDTH + x) * 3;
    rgb.set(frame.subarray(pixel, pixel + 3), i * 3);
  }
  return rgb24ToOklab(rgb);
}

/** Directions spread evenly over half a sphere (Fibonacci lattice): no randomness, no clumps. */
function directions(): [number, number, number][] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: DIRECTIONS }, (_, k) => {
    const z = (k + 0.5) / DIRECTIONS;
    const radius = Math.sqrt(1 - z * z);
    return [radius * Math.cos(golden * k), radius * Math.sin(golden * k), z];
  });
}

function project(cloud: Float32Array, [dx, dy, dz]: readonly [number, number, number]): Float32Array {
  const projected = new Float32Array(cloud.length / 3);
  for (let i = 0, j = 0; i < projected.length; i++, j += 3) {
    projected[i] = cloud[j]! * dx + cloud[j + 1]! * dy + cloud[j + 2]! * dz;
  }
  return projected.sort();
}

/** Mean one-dimensional transport cost over directions (Bonneel et al. 2015) of equally large clouds. */
export function slicedWasserstein(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (const direction of directions()) {
    const [a, b] = [project(one, direction), project(other, direction)];
    for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!) / a.length;
  }
  return sum / DIRECTIONS;
}

export interface StyleDistance {
  /** Distance of the footage's colours from the example's. */
  before: number;
  /** Distance of the candidate's colours from the example's. */
  after: number;
  /** The same for what is no colour (grain, softness, corners, flicker, few tones, glow, mirrors, tears), 0..1. */
  textureBefore: number;
  textureAfter: number;
  /** Share of the distances that was covered, 0..1; 0 also when they grew. */
  adherence: number;
}

/** Texture distances below this are what two shots with the same camera have. */
const SAME_TEXTURE = 0.06;
/** From this distance on texture counts in full: half as much as colours. */
const FAR_TEXTURE = 0.35;
const MOST_TEXTURE_WEIGHT = 0.5;

/** How far the candidate came from the footage's look to the example's: colours, and texture as far as it differs. */
export function measureStyleAdherence(clips: {
  /** OKLab clouds as `drawColours` makes them. */
  colours: Record<'footage' | 'candidate' | 'example', Float32Array>;
  textures: Record<'footage' | 'candidate' | 'example', TextureLook>;
}): StyleDistance {
  const { colours, textures } = clips;
  const before = slicedWasserstein(colours.footage, colours.example);
  const after = slicedWasserstein(colours.candidate, colours.example);
  const textureBefore = textureDistance(textures.footage, textures.example);
  const textureAfter = textureDistance(textures.candidate, textures.example);
  const byColour = clamp(1 - after / (before + SAME_LOOK));
  const byTexture = clamp(1 - textureAfter / (textureBefore + SAME_TEXTURE));
  // Where the example's texture is the footage's own there is nothing to follow.
  const weight = MOST_TEXTURE_WEIGHT * clamp((textureBefore - SAME_TEXTURE) / (FAR_TEXTURE - SAME_TEXTURE));
  return {
    ...{ before, after, textureBefore, textureAfter },
    adherence: (byColour + weight * byTexture) / (1 + weight),
  };
}

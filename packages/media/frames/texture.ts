import { mean, quantileOfSorted } from '../statistics.ts';

/** Texture of one grey picture at native size. */
export interface Texture {
  /** σ of the noise in the quietest fifth of the blocks, 8-bit steps (Immerkær 1996). */
  noise: number;
  /** Energy of short differences against long ones in the strongest blocks, noise taken out: about 1 for edges one pixel wide. */
  sharpness: number;
  /** Second derivative per unit of gradient in the strongest blocks: high for drawn steps (and for grain). */
  edgeHardness: number;
  /** Mean |gradient| (horizontal + vertical) of the strongest blocks. */
  edgeStrength: number;
  /** Share of blocks with next to no second derivative. */
  flatness: number;
}

const BLOCK = 16;
const MARGIN = 8;
/** Reach of the short and of the long difference, pixels to each side. */
const LONG_REACH = 4;
/** √(π/2) / 6, the scale from the mean |mask response| to σ in Immerkær's estimator. */
const IMMERKAER_SCALE = Math.sqrt(Math.PI / 2) / 6;
const STRONGEST_SHARE = 0.15;
const FLAT_BELOW = 1.2;

interface Block {
  laplacian: number;
  gradient: number;
  shortEnergy: number;
  longEnergy: number;
}

function blockAt(grey: Uint8Array, width: number, left: number, top: number): Block {
  let laplacian = 0;
  let gradient = 0;
  let shortEnergy = 0;
  let longEnergy = 0;
  const far = LONG_REACH * width;
  for (let y = top; y < top + BLOCK; y++) {
    for (let i = y * width + left; i < y * width + left + BLOCK; i++) {
      const above = i - width;
      const below = i + width;
      const across = grey[i + 1]! - grey[i - 1]!;
      const down = grey[below]! - grey[above]!;
      laplacian += Math.abs(
        grey[above - 1]! +
          grey[above + 1]! +
          grey[below - 1]! +
          grey[below + 1]! +
          4 * grey[i]! -
          2 * (grey[above]! + grey[below]! + grey[i - 1]! + grey[i + 1]!),
      );
      gradient += Math.abs(across) + Math.abs(down);
      shortEnergy += across * across + down * down;
      longEnergy +=
        (grey[i + LONG_REACH]! - grey[i - LONG_REACH]!) ** 2 + (grey[i + far]! - grey[i - far]!) ** 2;
    }
  }
  const pixels = BLOCK ** 2;
  return {
    laplacian: laplacian / pixels,
    gradient: gradient / pixels,
    shortEnergy: shortEnergy / pixels,
    longEnergy: longEnergy / pixels,
  };
}

/** Noise of σ adds 2σ² to each squared difference, two of which make up an energy. */
function sharpnessOf(strongest: readonly Block[], noise: number): number {
  const noiseEnergy = 4 * noise ** 2;
  const short = Math.max(0, mean(strongest.map((block) => block.shortEnergy)) - noiseEnergy);
  const long = Math.max(0, mean(strongest.map((block) => block.longEnergy)) - noiseEnergy);
  // A step is seen from 2 pixels by the short difference and from 8 by the long one.
  return (LONG_REACH * short) / (long + 1);
}

/**
 * Measures grain, sharpness and drawn-looking flatness on 16-pixel blocks.
 * @param every take every n-th block in both directions, default 1
 */
export function textureOf(grey: Uint8Array, width: number, height: number, every = 1): Texture {
  const blocks: Block[] = [];
  const step = BLOCK * every;
  for (let top = MARGIN; top + BLOCK + LONG_REACH < height; top += step) {
    for (let left = MARGIN; left + BLOCK + LONG_REACH < width; left += step) {
      blocks.push(blockAt(grey, width, left, top));
    }
  }
  if (blocks.length === 0) return { noise: 0, sharpness: 0, edgeHardness: 0, edgeStrength: 0, flatness: 0 };
  const quiet = Float64Array.from(blocks, (block) => block.laplacian).sort();
  const strongest = blocks
    .toSorted((one, other) => other.gradient - one.gradient)
    .slice(0, Math.max(1, Math.floor(blocks.length * STRONGEST_SHARE)));
  const edgeStrength = mean(strongest.map((block) => block.gradient));
  const noise = quantileOfSorted(quiet, 0.2) * IMMERKAER_SCALE;
  return {
    noise,
    sharpness: sharpnessOf(strongest, noise),
    edgeHardness: mean(strongest.map((block) => block.laplacian)) / (edgeStrength + 1),
    edgeStrength,
    flatness: quiet.filter((value) => value < FLAT_BELOW).length / quiet.length,
  };
}

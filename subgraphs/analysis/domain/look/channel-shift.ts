import type { NativeFrame } from './native-detail.ts';

const EVERY_NTH_ROW = 12;
/** Farthest shift that is looked for, as a share of the width. */
const REACH_SHARE = 0.04;
/** A shifted channel fits this much better than an unshifted one; lenses shift by a pixel at most. */
const MIN_GAIN = 0.08;
const MIN_CORRELATION = 0.35;

/** Horizontal slopes of one channel of one row, pairs of pixels averaged. */
function slopes(row: Uint8Array, channel: number, into: Float32Array): void {
  const level = (x: number) => row[6 * x + channel]! + row[6 * x + 3 + channel]!;
  for (let x = 1; x + 1 < into.length; x++) into[x] = level(x + 1) - level(x - 1);
}

/** How far blue lies beside red, in shares of the width; 0 when it fits nowhere better than in place. */
export function channelShiftOf({ rgb, width, height }: NativeFrame): number {
  const half = width >> 1;
  const reach = Math.max(2, Math.round(half * REACH_SHARE));
  const products = new Float64Array(2 * reach + 1);
  const [red, blue] = [new Float32Array(half), new Float32Array(half)];
  let [redEnergy, blueEnergy] = [0, 0];
  for (let y = EVERY_NTH_ROW >> 1; y < height; y += EVERY_NTH_ROW) {
    const row = rgb.subarray(y * width * 3, (y + 1) * width * 3);
    slopes(row, 0, red);
    slopes(row, 2, blue);
    for (let x = reach; x < half - reach; x++) {
      const slope = red[x]!;
      redEnergy += slope * slope;
      blueEnergy += blue[x]! * blue[x]!;
      for (let shift = -reach; shift <= reach; shift++) products[shift + reach]! += slope * blue[x + shift]!;
    }
  }
  const scale = Math.sqrt(redEnergy * blueEnergy) + 1;
  let best = reach;
  products.forEach((product, i) => {
    if (product > products[best]!) best = i;
  });
  const [found, inPlace] = [products[best]! / scale, products[reach]! / scale];
  return found >= MIN_CORRELATION && found >= inPlace + MIN_GAIN ? Math.abs(best - reach) / half : 0;
}

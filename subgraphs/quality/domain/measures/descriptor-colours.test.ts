import { readFrames } from '@effect-studio/media/frames/frames';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coloursOfDescriptor } from './descriptor-colours.ts';
import { drawColours, slicedWasserstein } from './style-adherence.ts';

const LOOKS = {
  clouds: 'gradients=s=320x180:d=2:seed=7:nb_colors=4:c0=0x204080:c1=0xd08040:c2=0x60a050:c3=0xf0e0c0',
  sepia: 'gradients=s=320x180:d=2:seed=3:nb_colors=3:c0=0x2a1808:c1=0xe8c890:c2=0x8a6030',
  night: 'gradients=s=320x180:d=2:seed=5:nb_colors=3:c0=0x02040c:c1=0x203060:c2=0x0a1020',
};
let folder: Awaited<ReturnType<typeof clipFolder>>;
const looks: { pixels: Float32Array; descriptor: Float32Array }[] = [];

/** What the analysis would say of these colours, as far as it is needed here. */
function described(colours: Float32Array) {
  const samples = Array.from({ length: colours.length / 3 }, (_, i) => ({
    lightness: colours[i * 3]!,
    a: colours[i * 3 + 1]!,
    b: colours[i * 3 + 2]!,
  })).sort((one, other) => one.lightness - other.lightness);
  const last = samples.length - 1;
  const lightnessQuantiles = Array.from(
    { length: 65 },
    (_, k) => samples[Math.round((k / 64) * last)]!.lightness,
  );
  const toneZones = Array.from({ length: 5 }, (_, zone) => {
    const sum = { lightness: 0, a: 0, b: 0, weight: 0 };
    for (const [index, sample] of samples.entries()) {
      const weight = Math.max(0, 1 - Math.abs((index / last) * 4 - zone));
      sum.lightness += weight * sample.lightness;
      sum.a += weight * sample.a;
      sum.b += weight * sample.b;
      sum.weight += weight;
    }
    const { lightness, a, b, weight } = sum;
    return { lightness: lightness / weight, a: a / weight, b: b / weight, weight: weight / samples.length };
  });
  const mean = (of: (sample: (typeof samples)[number]) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [meanA, meanB] = [mean(({ a }) => a), mean(({ b }) => b)];
  const covariance = mean(({ a, b }) => (a - meanA) * (b - meanB));
  const chromaCovariance: [[number, number], [number, number]] = [
    [mean(({ a }) => (a - meanA) ** 2), covariance],
    [covariance, mean(({ b }) => (b - meanB) ** 2)],
  ];
  return { lightnessQuantiles, toneZones, chromaCovariance };
}

beforeAll(async () => {
  folder = await clipFolder();
  for (const [name, source] of Object.entries(LOOKS)) {
    const path = await drawClip(`${folder.path}/${name}.mp4`, [source], [...H264]);
    const frames = await readFrames(path, { nativeWidth: 320, nativeHeight: 180, nativeEvery: 0 });
    looks.push({
      pixels: drawColours(frames.low),
      descriptor: coloursOfDescriptor(described(drawColours(frames.low))),
    });
  }
});
afterAll(() => folder.dispose());

describe('the colours of a look of which no picture is kept', () => {
  it('are nearer to those of its own clip than to those of any other', () => {
    for (const [index, { descriptor }] of looks.entries()) {
      const distances = looks.map(({ pixels }) => slicedWasserstein(descriptor, pixels));
      expect(distances.indexOf(Math.min(...distances))).toBe(index);
      // What a descriptor leaves out is small beside what tells two looks apart.
      const others = distances.filter((_, other) => other !== index);
      expect(distances[index]!).toBeLessThan(Math.min(...others) / 3);
    }
  });
});

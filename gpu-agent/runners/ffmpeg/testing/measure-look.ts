import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { rgb24ToOklab } from '@effect-studio/media/look/oklab';
import { STYLE_DESCRIPTOR_VERSION, type StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

const WIDTH = 64;
const HEIGHT = 36;

/** Colour statistics of a clip as a descriptor; what concerns texture and motion is that of a clean, still clip. */
export async function measureLook(path: string): Promise<StyleDescriptor> {
  const chunks: Buffer[] = [];
  const filters = `fps=4,scale=${WIDTH}:${HEIGHT}:flags=area,format=rgb24`;
  await runFfmpeg(['-i', path, '-an', '-vf', filters, '-f', 'rawvideo', 'pipe:3'], {
    timeoutMs: 30_000,
    pipes: [(chunk) => chunks.push(chunk)],
  });
  return lookOf(rgb24ToOklab(Buffer.concat(chunks)));
}

/** The descriptor of OKLab pixels, three numbers each. */
export function lookOf(oklab: Float32Array): StyleDescriptor {
  const pixels = Array.from({ length: oklab.length / 3 }, (_, i) => ({
    lightness: Math.min(1, Math.max(0, oklab[3 * i]!)),
    a: oklab[3 * i + 1]!,
    b: oklab[3 * i + 2]!,
  })).sort((x, y) => x.lightness - y.lightness);
  const mean = (of: (pixel: (typeof pixels)[number]) => number) =>
    pixels.reduce((sum, pixel) => sum + of(pixel), 0) / pixels.length;
  const at = (share: number) => pixels[Math.round(share * (pixels.length - 1))]!.lightness;
  const [meanA, meanB] = [mean(({ a }) => a), mean(({ b }) => b)];
  const crossed = mean(({ a, b }) => (a - meanA) * (b - meanB));
  const toneZones = [0, 1, 2, 3, 4].map((zone) => {
    const share = (rank: number) =>
      Math.max(0, 1 - Math.abs((4 * rank) / Math.max(1, pixels.length - 1) - zone));
    const total = pixels.reduce((sum, _, rank) => sum + share(rank), 0);
    const zoneMean = (axis: 'lightness' | 'a' | 'b') =>
      pixels.reduce((sum, pixel, rank) => sum + share(rank) * pixel[axis], 0) / total;
    return {
      lightness: zoneMean('lightness'),
      a: zoneMean('a'),
      b: zoneMean('b'),
      weight: total / pixels.length,
    };
  });
  const sorted = (axis: 'a' | 'b') => {
    const values = pixels.map((pixel) => pixel[axis]).sort((x, y) => x - y);
    return Array.from({ length: 33 }, (_, i) => values[Math.round((i / 32) * (values.length - 1))]!);
  };
  return {
    version: STYLE_DESCRIPTOR_VERSION,
    key: at(0.5),
    contrast: at(0.95) - at(0.05),
    lightnessQuantiles: Array.from({ length: 65 }, (_, i) => at(i / 64)),
    toneZones,
    saturation: mean(({ a, b }) => Math.hypot(a, b)),
    temperature: meanB,
    tint: meanA,
    cast: Math.hypot(meanA, meanB),
    offCurve: 0,
    chromaMean: [meanA, meanB],
    chromaCovariance: [
      [mean(({ a }) => (a - meanA) ** 2), crossed],
      [crossed, mean(({ b }) => (b - meanB) ** 2)],
    ],
    chromaQuantiles: { a: sorted('a'), b: sorted('b') },
    palette: toneZones.map((zone) => ({ hex: '#808080', ...zone })),
    vignette: 0,
    letterbox: { top: 0, bottom: 0, left: 0, right: 0 },
    flicker: 0,
    duplicates: 0,
    grain: 0.5,
    sharpness: 1.5,
    edgeHardness: 1,
    edgeStrength: 20,
    flatness: 0.3,
    blockiness: 1,
    channelShift: 0,
    tears: 0,
    bloom: 0.2,
    symmetry: 0,
    highlightChroma: 0,
    posterisation: 0,
    motionEnergy: 1,
    cutsPerMinute: 0,
    paceVariation: 0,
  };
}

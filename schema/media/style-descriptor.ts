import { z } from 'zod';

/** Bumped whenever a field changes meaning, not when one is added; descriptors of different versions are never compared. */
export const STYLE_DESCRIPTOR_VERSION = 1;

const share = z.number().min(0).max(1);
/** An OKLab opponent axis, about −0.4…0.4. */
const opponent = z.number().min(-1).max(1);

/** One colour of a palette, in OKLab (Ottosson 2020) and as `#rrggbb`. */
export const paletteColour = z.object({
  hex: z.string().regex(/^#[0-9a-f]{6}$/),
  lightness: share,
  a: opponent,
  b: opponent,
  /** Share of the sampled pixels nearest to this colour. */
  weight: share,
});
export type PaletteColour = z.infer<typeof paletteColour>;

/** Mean colour of the pixels around one fifth of the lightness ranks; triangular weights. */
export const toneZone = z.object({ lightness: share, a: opponent, b: opponent, weight: share });
export type ToneZone = z.infer<typeof toneZone>;

/**
 * The look of a clip in numbers, measured on its decoded frames with black bars cropped first.
 * All colour is OKLab of sRGB: lightness 0..1, `a` green→red, `b` blue→yellow.
 */
export const styleDescriptor = z.object({
  version: z.literal(STYLE_DESCRIPTOR_VERSION),

  /** Median lightness: below ~0.35 low key, above ~0.7 high key. */
  key: share,
  /** Lightness between the 5th and the 95th percentile. */
  contrast: share,
  /** Lightness at ranks 0/64 … 64/64, ascending. */
  lightnessQuantiles: z.array(share).length(65),
  /** Five zones from the darkest rank to the brightest. */
  toneZones: z.array(toneZone).length(5),

  /** Mean chroma √(a² + b²); a grey clip is below 0.01, a vivid one above 0.12. */
  saturation: z.number().min(0).max(1),
  /** Mean `b`: positive is warm. */
  temperature: opponent,
  /** Mean `a`: positive is magenta, negative green. */
  tint: opponent,
  /** Length of the mean chroma vector. */
  cast: z.number().min(0).max(1),
  /** Mean distance from the mean chroma at equal lightness; near 0 when colour is a function of lightness. */
  offCurve: z.number().min(0).max(1),
  chromaMean: z.tuple([opponent, opponent]),
  /** Covariance of (a, b), row-major; symmetric. */
  chromaCovariance: z.tuple([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number()])]),
  /** Values of `a` and `b` at ranks 0/32 … 32/32, ascending. */
  chromaQuantiles: z.object({ a: z.array(opponent).length(33), b: z.array(opponent).length(33) }),
  /** Heaviest first. */
  palette: z.array(paletteColour).min(1).max(8),

  /** Fall of light from the middle ring to the least dark corner, 0..1. */
  vignette: share,
  /** Black bars as shares of the frame's height (top, bottom) and width (left, right). */
  letterbox: z.object({ top: share, bottom: share, left: share, right: share }),
  /** Median |second difference| of mean luma between frames, in 8-bit steps. */
  flicker: z.number().nonnegative(),
  /** Share of frames that repeat the one before. */
  duplicates: share,
  /** Noise σ in the flat parts of the picture, in 8-bit steps (Immerkær 1996). */
  grain: z.number().nonnegative(),
  /** How narrow the strongest edges are at native size: about 1 for one-pixel steps, below 0.35 soft. */
  sharpness: z.number().nonnegative(),
  /** Second derivative per unit of gradient at the strongest edges: above ~0.7 without grain looks drawn. */
  edgeHardness: z.number().nonnegative(),
  /** Mean gradient of the strongest edges, in 8-bit steps. */
  edgeStrength: z.number().nonnegative(),
  /** Share of native blocks without texture. */
  flatness: share,

  // Added later; descriptors that were pinned before say 0, as clips without these do.
  /** Steps on an 8-pixel grid against steps off it, in the fifth of the frames that show most: about 1 is clean, 2 and more is blocky. */
  blockiness: z.number().nonnegative().default(0),
  /** Displacement of blue against red in the fifth of the frames that show most, in shares of the width. */
  channelShift: share.default(0),
  /** Share of frames in which bands of the picture are displaced sideways. */
  tears: share.default(0),
  /** Glow around highlights: 0 for hard edges, above ~0.45 for halos. */
  bloom: share.default(0),
  /** How much the picture mirrors itself: near 1 for kaleidoscopes. */
  symmetry: share.default(0),
  /** Mean chroma of the brightest twentieth: coloured light, as of neon tubes, is above ~0.1. */
  highlightChroma: z.number().min(0).max(1).default(0),
  /** How unevenly luma's levels are used within small ranges: 0 for smooth tones, above ~0.3 for paint in few tones. */
  posterisation: share.default(0),

  /** Mean luma change between consecutive frames, in 8-bit steps. */
  motionEnergy: z.number().nonnegative(),
  cutsPerMinute: z.number().nonnegative(),
  /** Doublings of motion between the slow and the fast stretches of the clip; also added later. */
  paceVariation: z.number().nonnegative().default(0),
});
export type StyleDescriptor = z.infer<typeof styleDescriptor>;

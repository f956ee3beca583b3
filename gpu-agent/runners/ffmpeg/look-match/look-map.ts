import type { Oklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { chromaByLightness } from './chroma-by-lightness.ts';
import { fitChromaGain } from './chroma-gain.ts';
import { correspondingLightness } from './lightness-position.ts';
import type { SymmetricMatrix } from './symmetric-matrix.ts';
import { fitToneCurve } from './tone-curve.ts';

/** What look match reads of a descriptor. */
export type LookStatistics = Pick<
  StyleDescriptor,
  'lightnessQuantiles' | 'toneZones' | 'chromaCovariance' | 'offCurve'
>;

// Mean chroma below which an example counts as grey.
const GREY = 0.01;
// Spread of chroma at one lightness from which an example shows colours of their own there.
const COLOURFUL_OFF_CURVE = 0.012;

/**
 * The full-strength colour map from the footage's look to the example's, in OKLab: lightness by
 * quantiles; chroma moved from the footage's mean at its lightness to the example's mean at the
 * corresponding lightness, and spread or gathered around it.
 */
export function fitLookMap(footage: LookStatistics, example: LookStatistics): (colour: Oklab) => Oklab {
  const tone = fitToneCurve(footage.lightnessQuantiles, example.lightnessQuantiles);
  const corresponding = correspondingLightness(footage.lightnessQuantiles, example.lightnessQuantiles);
  const footageChroma = chromaByLightness(footage.toneZones);
  const exampleChroma = chromaByLightness(example.toneZones);
  const shift = gradeConfidence(example);
  const coherence = 1 - Math.min(1, example.offCurve / COLOURFUL_OFF_CURVE);
  const gain = fitChromaGain(covariance(footage), covariance(example));
  return ([lightness, a, b]) => {
    const [fromA, fromB] = footageChroma(lightness);
    const [wantedA, wantedB] = exampleChroma(corresponding(lightness));
    const toA = fromA + shift * (wantedA - fromA);
    const toB = fromB + shift * (wantedB - fromB);
    const deltaA = a - fromA;
    const deltaB = b - fromB;
    const moved: [number, number] = [
      toA + gain.aa * deltaA + gain.ab * deltaB,
      toB + gain.ab * deltaA + gain.bb * deltaB,
    ];
    return [tone(lightness), ...keepLightsClean(lightness, [a, b], moved, coherence)];
  };
}

type Chroma = readonly [a: number, b: number];

// Lightness from which lights are watched, and from which they are held.
const LIGHTS_BEGIN = 0.78;
const LIGHTS_HELD = 0.93;
// Chroma that a held light may be moved; what lies below the beginning may be moved anywhere.
const LIGHTS_REACH = 0.025;
const FREE_REACH = 0.3;

/**
 * Keeps lights light: a white sun in a pink sky is greener than the sky's mean, and moved with it would
 * turn green, though nobody saw it so. The brighter a colour, the less its chroma may be moved, unless the
 * example's colour is a function of lightness (sepia, tinted): then its lights are the look.
 * @param coherence 0–1, how far the example is of that kind
 */
function keepLightsClean(lightness: number, own: Chroma, moved: Chroma, coherence: number): [number, number] {
  const hold =
    (1 - coherence) * Math.min(1, Math.max(0, (lightness - LIGHTS_BEGIN) / (LIGHTS_HELD - LIGHTS_BEGIN)));
  const reach = FREE_REACH * (LIGHTS_REACH / FREE_REACH) ** hold;
  const [a, b] = [moved[0] - own[0], moved[1] - own[1]];
  const share = Math.min(1, reach / Math.max(1e-9, Math.hypot(a, b)));
  return [own[0] + share * a, own[1] + share * b];
}

/**
 * How far the example's mean colours are a grade rather than its subject, 0.6–1. Where colour is a
 * function of lightness (sepia, tinted, grey) they are the look itself; where it scatters around its
 * mean, as in a meadow, white walls should not turn fully green.
 */
function gradeConfidence({ toneZones, offCurve }: LookStatistics): number {
  const mean = toneZones.reduce((sum, zone) => sum + zone.weight * Math.hypot(zone.a, zone.b), 0);
  return 0.6 + (0.4 * (mean + GREY)) / (mean + GREY + offCurve);
}

function covariance({ chromaCovariance: [[aa, ab], [, bb]] }: LookStatistics): SymmetricMatrix {
  return { aa, ab, bb };
}

import type { Oklab } from '@effect-studio/media/oklab';
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
  const gain = fitChromaGain(covariance(footage), covariance(example));
  return ([lightness, a, b]) => {
    const [fromA, fromB] = footageChroma(lightness);
    const [wantedA, wantedB] = exampleChroma(corresponding(lightness));
    const toA = fromA + shift * (wantedA - fromA);
    const toB = fromB + shift * (wantedB - fromB);
    const deltaA = a - fromA;
    const deltaB = b - fromB;
    return [
      tone(lightness),
      toA + gain.aa * deltaA + gain.ab * deltaB,
      toB + gain.ab * deltaA + gain.bb * deltaB,
    ];
  };
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

import { ramp } from '@effect-studio/media/statistics';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { EffectName } from './style-taxonomy.ts';

/** An effect that the clip already shows. */
export interface DetectedEffect {
  effect: EffectName;
  /** 0..1; measured on synthetic ladders, not a probability. */
  confidence: number;
}

/** Reported from here on. */
const MIN_CONFIDENCE = 0.3;

/** 1 when hue follows lightness alone although there is colour: graded through one colour ramp. */
function oneColourRamp(d: StyleDescriptor): number {
  return ramp(d.saturation, 0.012, 0.024) * ramp(d.offCurve / Math.max(d.saturation, 0.001), 0.4, 0.2);
}

const RULES: Record<EffectName, (d: StyleDescriptor) => number> = {
  monochrome: (d) => ramp(d.saturation, 0.014, 0.006),
  sepia: (d) => oneColourRamp(d) * ramp(d.temperature, 0.01, 0.02) * ramp(Math.abs(d.tint), 0.03, 0.015),
  duotone: (d) =>
    oneColourRamp(d) * (1 - RULES.sepia(d)) * ramp(zoneTravel(d) / Math.max(d.contrast, 0.05), 0.05, 0.15),
  // Grain hardens edges too, so hardness counts only where the flat parts are clean; few tones count under strong lines.
  cartoon: (d) =>
    Math.max(
      ramp(d.edgeHardness, 0.55, 0.8) * ramp(d.grain, 1.6, 0.8),
      ramp(d.posterisation, 0.22, 0.29) *
        ramp(d.edgeStrength, 15, 28) *
        (1 - RULES.kaleidoscope(d)) *
        (1 - RULES.noir(d)),
    ),
  'film-grain': (d) => ramp(d.grain, 1, 3),
  vignette: (d) => ramp(d.vignette, 0.3, 0.75),
  letterbox: (d) => ramp(d.letterbox.top + d.letterbox.bottom, 0.04, 0.1),
  flicker: (d) => ramp(d.flicker, 1.5, 6),
  // Repeats mean something only where there is motion to repeat.
  'low-frame-rate': (d) =>
    ramp(d.duplicates, 0.2, 0.45) * ramp(d.motionEnergy, 0.3, 0.8) * (1 - RULES.glitch(d)),
  'teal-and-orange': (d) => ramp(-darkest(d).b, 0.01, 0.04) * ramp(brightest(d).b, 0.01, 0.04),
  'warm-grade': (d) => ramp(d.temperature, 0.025, 0.06),
  'cool-grade': (d) => ramp(-d.temperature, 0.015, 0.05),
  neon: (d) =>
    ramp(d.key, 0.42, 0.34) *
    ramp(d.highlightChroma, 0.04, 0.065) *
    ramp(d.edgeStrength, 12, 18) *
    ramp(d.posterisation, 0.35, 0.25) *
    (1 - RULES.glitch(d)),
  glitch: (d) => Math.max(ramp(d.channelShift, 0.003, 0.01), ramp(d.tears, 0.08, 0.22)),
  dream: (d) => ramp(d.bloom, 0.55, 0.68) * ramp(d.sharpness, 0.58, 0.44),
  noir: (d) => RULES.monochrome(d) * ramp(d.contrast, 0.74, 0.88),
  kaleidoscope: (d) => ramp(d.symmetry, 0.88, 0.97),
  // Repeated frames look like changes of pace and are none.
  'speed-change': (d) =>
    ramp(d.paceVariation, 1.2, 2.6) * ramp(d.duplicates, 0.1, 0.05) * (1 - RULES.glitch(d)) * 0.6,
  'soft-focus': (d) => ramp(d.sharpness, 0.45, 0.3) * ramp(d.edgeStrength, 4, 8),
};

const darkest = (d: StyleDescriptor) => d.toneZones[0]!;
const brightest = (d: StyleDescriptor) => d.toneZones[4]!;

/** Distance between the colours of the darkest and of the brightest zone. */
function zoneTravel(d: StyleDescriptor): number {
  return Math.hypot(brightest(d).a - darkest(d).a, brightest(d).b - darkest(d).b);
}

/** Recognises looks from the numbers alone; surest first. */
export function detectEffects(descriptor: StyleDescriptor): DetectedEffect[] {
  return (Object.keys(RULES) as EffectName[])
    .map((effect) => ({ effect, confidence: RULES[effect](descriptor) }))
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .sort((one, other) => other.confidence - one.confidence);
}

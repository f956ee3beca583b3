import { ramp } from '@effect-studio/media/statistics';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

/** An effect that the clip already shows. */
export interface DetectedEffect {
  effect: EffectName;
  /** 0..1; measured on synthetic ladders, not a probability. */
  confidence: number;
}

export type EffectName =
  | 'monochrome'
  | 'sepia'
  | 'duotone'
  | 'cartoon'
  | 'film-grain'
  | 'vignette'
  | 'letterbox'
  | 'flicker'
  | 'low-frame-rate'
  | 'teal-and-orange'
  | 'warm-grade'
  | 'cool-grade'
  | 'soft-focus';

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
  // Grain hardens edges too, so hardness counts only where the flat parts are clean.
  cartoon: (d) => ramp(d.edgeHardness, 0.55, 0.8) * ramp(d.grain, 1.6, 0.8),
  'film-grain': (d) => ramp(d.grain, 1, 3),
  vignette: (d) => ramp(d.vignette, 0.3, 0.75),
  letterbox: (d) => ramp(d.letterbox.top + d.letterbox.bottom, 0.04, 0.1),
  flicker: (d) => ramp(d.flicker, 1.5, 6),
  // Repeats mean something only where there is motion to repeat.
  'low-frame-rate': (d) => ramp(d.duplicates, 0.2, 0.45) * ramp(d.motionEnergy, 0.3, 0.8),
  'teal-and-orange': (d) => ramp(-darkest(d).b, 0.01, 0.04) * ramp(brightest(d).b, 0.01, 0.04),
  'warm-grade': (d) => ramp(d.temperature, 0.025, 0.06),
  'cool-grade': (d) => ramp(-d.temperature, 0.015, 0.05),
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

import type { EffectParameters } from '@effect-studio/schema/media/effect-parameters';
import { type StyleDescriptor, styleDescriptor } from '@effect-studio/schema/media/style-descriptor';

type Derived = 'contrast' | 'saturation' | 'warmth';

/**
 * What each effect type takes from the example's numbers. The others have their tone from the example by themselves
 * (look match, vintage film, duotone, neon) or keep the footage's (slow motion, speed ramp).
 */
const DERIVED: Readonly<Record<string, readonly Derived[]>> = {
  cartoon: ['contrast', 'saturation', 'warmth'],
  glitch: ['contrast', 'saturation', 'warmth'],
  kaleidoscope: ['contrast', 'saturation', 'warmth'],
  dream: ['contrast', 'warmth'],
  noir: ['contrast'],
};

/** Less than what a plain word of a wish moves. */
const MOST = 0.3;
/** An ordinary clip in daylight: its example asks for nothing. */
const ORDINARY = { contrast: 0.55, saturation: 0.07 };
/** From descriptor units to shifts, so that looks that are called hard, vivid or warm reach about 0.2. */
const PER_UNIT = { contrast: 1.2, saturation: 5, temperature: 6 };

/**
 * Parameters that follow from the example's look: rising with its contrast, saturation and temperature, never beyond
 * ±0.3. Empty for a descriptor of an unknown version, and without keys whose shift is 0.
 */
export function deriveParameters(effectTypeId: string, descriptor: unknown): EffectParameters {
  const parsed = styleDescriptor.safeParse(descriptor);
  if (!parsed.success) return {};
  const shifts = shiftsOf(parsed.data);
  const wanted = (DERIVED[effectTypeId] ?? []).filter((name) => shifts[name] !== 0);
  return Object.fromEntries(wanted.map((name) => [name, shifts[name]]));
}

function shiftsOf(look: StyleDescriptor): Record<Derived, number> {
  return {
    contrast: bounded((look.contrast - ORDINARY.contrast) * PER_UNIT.contrast),
    saturation: bounded((look.saturation - ORDINARY.saturation) * PER_UNIT.saturation),
    warmth: bounded(look.temperature * PER_UNIT.temperature),
  };
}

/** To two digits; adding 0 makes −0 a 0. */
const bounded = (shift: number): number => Math.round(Math.min(MOST, Math.max(-MOST, shift)) * 100) / 100 + 0;

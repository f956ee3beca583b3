import type { ToneZone } from '@effect-studio/schema/media/style-descriptor';
import { piecewiseLinear } from './piecewise-linear.ts';

/** Mean (a, b) of a clip at a lightness, read off its tone zones; empty zones are left out. */
export function chromaByLightness(zones: readonly ToneZone[]): (lightness: number) => [a: number, b: number] {
  const held = zones.filter((zone) => zone.weight > 1e-4).sort((x, y) => x.lightness - y.lightness);
  if (held.length === 0) return () => [0, 0];
  const a = piecewiseLinear(held.map((zone) => ({ x: zone.lightness, y: zone.a })));
  const b = piecewiseLinear(held.map((zone) => ({ x: zone.lightness, y: zone.b })));
  return (lightness) => [a(lightness), b(lightness)];
}

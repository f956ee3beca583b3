/** Linear-ish RGB of one point, each 0 to 1, written into `out`. x runs 0 to 16/9, y 0 (top) to 1, t in seconds. */
export type Scene = (x: number, y: number, t: number, out: Float64Array) => void;

/** Math.hypot guards against overflow at a tenth of the speed; these numbers are small. */
function length(dx: number, dy: number): number {
  return Math.sqrt(dx * dx + dy * dy);
}

/** 0 below `edge`, 1 above, with a soft step of `width` between. */
function step(edge: number, width: number, value: number): number {
  const share = Math.min(1, Math.max(0, (value - edge) / width + 0.5));
  return share * share * (3 - 2 * share);
}

/** Light this many radii away is darker than one step of eight bits. */
const FAINT_AT_RADII = 6;

function mix(out: Float64Array, red: number, green: number, blue: number, share: number): void {
  out[0] = out[0]! + (red - out[0]!) * share;
  out[1] = out[1]! + (green - out[1]!) * share;
  out[2] = out[2]! + (blue - out[2]!) * share;
}

function glow(
  out: Float64Array,
  red: number,
  green: number,
  blue: number,
  distance: number,
  radius: number,
): void {
  if (distance > FAINT_AT_RADII * radius) return;
  const light = Math.exp(-distance / radius);
  out[0] = out[0]! + red * light;
  out[1] = out[1]! + green * light;
  out[2] = out[2]! + blue * light;
}

/** A warm dusk: a low sun behind three ranges of hills that pass at different speeds. */
export const duskHills: Scene = (x, y, t, out) => {
  out[0] = 0.98 - 0.42 * y;
  out[1] = 0.62 - 0.38 * y;
  out[2] = 0.42 + 0.16 * y;
  glow(out, 0.85, 0.6, 0.3, length(x - 1.16, y - 0.5), 0.1);
  const far = 0.6 + 0.05 * Math.sin((x + 0.05 * t) * 5.3) + 0.02 * Math.sin((x + 0.05 * t) * 13.7);
  mix(out, 0.42, 0.24, 0.4, step(far, 0.006, y));
  const middle = 0.71 + 0.05 * Math.sin((x + 0.12 * t) * 4.1 + 1) + 0.015 * Math.sin((x + 0.12 * t) * 17);
  mix(out, 0.24, 0.15, 0.3, step(middle, 0.006, y));
  const near = 0.83 + 0.06 * Math.sin((x + 0.28 * t) * 3.2 + 2) + 0.012 * Math.sin((x + 0.28 * t) * 29);
  mix(out, 0.09, 0.07, 0.14, step(near, 0.006, y));
};

/** A street at night: wet ground, lamps of three colours out of focus, a car's lights passing. */
export const nightStreet: Scene = (x, y, t, out) => {
  const ground = step(0.66, 0.02, y);
  out[0] = 0.035 + 0.02 * ground;
  out[1] = 0.045 + 0.02 * ground;
  out[2] = 0.085 + 0.03 * ground;
  for (const lamp of LAMPS) {
    const lampX = lamp.x + 0.03 * t;
    disc(out, lamp, length(x - lampX, y - lamp.y), 0.85);
    // The wet street mirrors every lamp, stretched.
    disc(out, lamp, length((x - lampX) * 1.2, (y - (1.32 - lamp.y)) * 0.45), 0.28 * ground);
  }
  const carX = -0.3 + 0.42 * t;
  glow(out, 0.95, 0.92, 0.8, length(x - carX, y - 0.7), 0.035);
  glow(out, 0.8, 0.12, 0.08, length(x - carX + 0.34, y - 0.71), 0.025);
};

interface Lamp {
  x: number;
  y: number;
  radius: number;
  colour: readonly [number, number, number];
}

const LAMPS: readonly Lamp[] = [
  { x: 0.2, y: 0.34, radius: 0.075, colour: [0.98, 0.66, 0.26] },
  { x: 0.62, y: 0.42, radius: 0.055, colour: [0.3, 0.62, 0.95] },
  { x: 0.98, y: 0.28, radius: 0.09, colour: [0.95, 0.5, 0.22] },
  { x: 1.34, y: 0.44, radius: 0.05, colour: [0.85, 0.24, 0.5] },
  { x: 1.56, y: 0.36, radius: 0.065, colour: [0.96, 0.7, 0.36] },
];

function disc(out: Float64Array, lamp: Lamp, distance: number, strength: number): void {
  if (strength === 0 || distance > FAINT_AT_RADII * lamp.radius) return;
  const inside = 1 - step(lamp.radius, 0.025, distance);
  const [red, green, blue] = lamp.colour;
  const light = strength * (0.75 * inside + 0.3 * Math.exp(-distance / (lamp.radius * 1.6)));
  out[0] = out[0]! + red * light;
  out[1] = out[1]! + green * light;
  out[2] = out[2]! + blue * light;
}

/** A drawn head and shoulders in skin tones under a light that wanders, before a plain wall. */
export const portraitLight: Scene = (x, y, t, out) => {
  const sway = 0.02 * Math.sin(t * 0.9);
  out[0] = 0.5 - 0.12 * x + 0.05 * y;
  out[1] = 0.52 - 0.11 * x + 0.04 * y;
  out[2] = 0.5 - 0.08 * x + 0.05 * y;
  const headX = 0.89 + sway;
  const light = 0.62 + 0.38 * Math.exp(-length(x - (headX - 0.1 - 0.1 * Math.sin(t * 0.7)), y - 0.33) / 0.22);
  const shoulders = 1 - step(1, 0.015, length((x - headX) / 0.42, (y - 1.06) / 0.36));
  mix(out, 0.2 * light + 0.05, 0.32 * light, 0.38 * light, shoulders);
  const neck =
    (1 - step(0.085, 0.012, Math.abs(x - headX))) * step(0.55, 0.02, y) * (1 - step(0.76, 0.05, y));
  mix(out, 0.7 * light, 0.46 * light, 0.36 * light, neck);
  const hair = 1 - step(1, 0.03, length((x - headX) / 0.215, (y - 0.38) / 0.275));
  mix(out, 0.2 * light, 0.12 * light, 0.09 * light, hair);
  const face = 1 - step(1, 0.025, length((x - headX) / 0.165, (y - 0.43) / 0.225));
  mix(out, 0.93 * light, 0.66 * light, 0.53 * light, face);
  const cheek =
    Math.exp(-length(x - headX - 0.08, y - 0.49) / 0.05) +
    Math.exp(-length(x - headX + 0.08, y - 0.49) / 0.05);
  mix(out, 0.86 * light, 0.48 * light, 0.42 * light, 0.4 * face * Math.min(1, cheek));
  for (const side of [-1, 1]) {
    const eye = 1 - step(1, 0.2, length((x - headX - side * 0.065) / 0.022, (y - 0.41) / 0.013));
    mix(out, 0.12, 0.09, 0.08, eye * face);
  }
  const mouth = 1 - step(1, 0.2, length((x - headX) / 0.045, (y - 0.55) / 0.011));
  mix(out, 0.62 * light, 0.28 * light, 0.27 * light, mouth * face);
};

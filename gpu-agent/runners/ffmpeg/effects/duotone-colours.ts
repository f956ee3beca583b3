import type { Oklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

/** The two inks of a duotone, in OKLab. */
export interface DuotoneColours {
  readonly shadow: Oklab;
  readonly highlight: Oklab;
}

const SHADOW_LIGHTNESS = 0.2;
const HIGHLIGHT_LIGHTNESS = 0.92;
const SHADOW_CHROMA = { least: 0.07, most: 0.13 };
const HIGHLIGHT_CHROMA = { least: 0.05, most: 0.08 };
const GREY_CHROMA = 0.012;
// Navy and amber: far apart in hue, kind to skin. Used where the example has no colour at all.
const SHADOW_HUE_OF_GREY = -1.45;
const HIGHLIGHT_HUE_OF_GREY = 1.3;

// An example coloured by subject, not by grade, may lend any two of its hues; closer ones would merge.
const COLOURFUL_OFF_CURVE = 0.012;
const LEAST_HUE_DISTANCE = Math.PI / 4;
const LEAST_SHARE = 0.04;

interface Candidate {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

/**
 * Two inks in the hues of the example: of its dark colours for the shadows, of its light ones for
 * the highlights, at lightnesses and chromas at which a picture stays readable. Where both would be
 * of one hue although the example has others, the shadows take the most distant of those.
 */
export function duotoneColours(
  example: Pick<StyleDescriptor, 'palette' | 'toneZones' | 'key' | 'offCurve'>,
): DuotoneColours {
  const candidates: Candidate[] = [...example.palette, ...example.toneZones];
  const highlight = leadingColour(candidates.filter((colour) => colour.lightness > example.key));
  const dark = leadingColour(candidates.filter((colour) => colour.lightness <= example.key));
  const merged = dark !== null && highlight !== null && hueDistance(dark, highlight) < LEAST_HUE_DISTANCE;
  const shadow =
    merged && example.offCurve > COLOURFUL_OFF_CURVE ? mostDistant(example.palette, highlight) : dark;
  return {
    shadow: ink(SHADOW_LIGHTNESS, shadow, SHADOW_CHROMA, SHADOW_HUE_OF_GREY),
    highlight: ink(HIGHLIGHT_LIGHTNESS, highlight, HIGHLIGHT_CHROMA, HIGHLIGHT_HUE_OF_GREY),
  };
}

function hueDistance(x: Candidate, y: Candidate): number {
  const turn = Math.abs(Math.atan2(x.b, x.a) - Math.atan2(y.b, y.a));
  return Math.min(turn, 2 * Math.PI - turn);
}

function mostDistant(palette: readonly Candidate[], from: Candidate): Candidate | null {
  const coloured = palette.filter(
    ({ a, b, weight }) => weight >= LEAST_SHARE && Math.hypot(a, b) >= GREY_CHROMA,
  );
  return coloured.toSorted((x, y) => hueDistance(y, from) - hueDistance(x, from))[0] ?? null;
}

/** The colour that speaks loudest: chroma times the root of its share, so that one vivid spot does not win. */
function leadingColour(candidates: readonly Candidate[]): Candidate | null {
  const loudness = ({ a, b, weight }: Candidate) => Math.hypot(a, b) * Math.sqrt(weight);
  return candidates.reduce<Candidate | null>(
    (best, next) => (best === null || loudness(next) > loudness(best) ? next : best),
    null,
  );
}

function ink(
  lightness: number,
  colour: Candidate | null,
  chroma: { least: number; most: number },
  hueOfGrey: number,
): Oklab {
  const found = colour === null ? 0 : Math.hypot(colour.a, colour.b);
  const hue = colour === null || found < GREY_CHROMA ? hueOfGrey : Math.atan2(colour.b, colour.a);
  const length = Math.min(chroma.most, Math.max(chroma.least, found));
  return [lightness, length * Math.cos(hue), length * Math.sin(hue)];
}

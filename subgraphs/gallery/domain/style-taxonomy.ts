/** A shelf of the gallery. */
export interface Category {
  /** Part of addresses: lower-case letters, digits and hyphens; never changed. */
  id: string;
  title: string;
  description: string;
  /** Place among the others, least first. */
  position: number;
  /** Not offered; its effects stay where they are. */
  isHidden: boolean;
}

/** Where effects of no known kind stand. */
export const OTHER_CATEGORY_ID = 'other';

const shelf = (id: string, position: number, title: string, description: string): Category => ({
  ...{ id, title, description, position },
  isHidden: false,
});

/** What the studio comes with; admins rename, order, hide and add. */
export const HOUSE_CATEGORIES: readonly Category[] = [
  shelf('colour-and-mood', 10, 'Colour and mood', 'The palette, warmth and contrast of another clip.'),
  shelf('film-and-vintage', 20, 'Film and vintage', 'Grain, dust, fading, black and white.'),
  shelf('drawn', 30, 'Drawn and painted', 'Outlines, flat tones, paint.'),
  shelf('light-and-glow', 40, 'Light and glow', 'Neon, halos, coloured light.'),
  shelf('glitch-and-geometry', 50, 'Glitch and geometry', 'Torn bands, shifted channels, mirrors.'),
  shelf('time-and-motion', 60, 'Time and motion', 'Slower, faster, and in between.'),
  shelf(OTHER_CATEGORY_ID, 1_000, 'Other', 'Everything else.'),
];

/** By effect type; types of other providers come to the last one until an admin moves their effects. */
const CATEGORY_OF_TYPE: Readonly<Record<string, string>> = {
  'look-match': 'colour-and-mood',
  duotone: 'colour-and-mood',
  dream: 'light-and-glow',
  neon: 'light-and-glow',
  'vintage-film': 'film-and-vintage',
  noir: 'film-and-vintage',
  cartoon: 'drawn',
  glitch: 'glitch-and-geometry',
  kaleidoscope: 'glitch-and-geometry',
  'slow-motion': 'time-and-motion',
  'speed-ramp': 'time-and-motion',
};

/** Where an effect of this type stands when it is published. */
export const categoryOfType = (effectTypeId: string): string =>
  CATEGORY_OF_TYPE[effectTypeId] ?? OTHER_CATEGORY_ID;

/** What a tag says of a look, and from which measure on; see the style descriptor for the measures. */
const TAG_RULES: readonly [tag: string, measure: string, fits: (value: number) => boolean][] = [
  ['dark', 'key', (value) => value < 0.35],
  ['bright', 'key', (value) => value > 0.7],
  ['high-contrast', 'contrast', (value) => value > 0.8],
  ['low-contrast', 'contrast', (value) => value < 0.35],
  ['black-and-white', 'saturation', (value) => value < 0.01],
  ['muted', 'saturation', (value) => value >= 0.01 && value < 0.045],
  ['vivid', 'saturation', (value) => value > 0.12],
  ['warm', 'temperature', (value) => value > 0.02],
  ['cool', 'temperature', (value) => value < -0.02],
  ['grainy', 'grain', (value) => value > 3],
  ['soft', 'sharpness', (value) => value < 0.35],
  ['vignette', 'vignette', (value) => value > 0.2],
  ['flicker', 'flicker', (value) => value > 6],
  ['glow', 'bloom', (value) => value > 0.45],
  ['blocky', 'blockiness', (value) => value > 2],
  ['mirrored', 'symmetry', (value) => value > 0.9],
  ['coloured-light', 'highlightChroma', (value) => value > 0.1],
];

/** Longest tag and most tags of one effect. */
export const TAG_LENGTH = 24;
export const MOST_TAGS = 8;

/** Words for what was measured of the example, in the order of the rules. Measures that are missing say nothing. */
export function tagsOfStyle(styleDescriptor: unknown): string[] {
  const measures = (styleDescriptor ?? {}) as Readonly<Record<string, unknown>>;
  return TAG_RULES.filter(([, measure, fits]) => {
    const value = measures[measure];
    return typeof value === 'number' && fits(value);
  })
    .map(([tag]) => tag)
    .slice(0, MOST_TAGS);
}

/**
 * Tags as they are kept: lower case, words joined by hyphens, each once, at most eight.
 * @returns null when one of them has no letter or digit, or is longer than 24 characters
 */
export function cleanTags(tags: readonly string[]): string[] | null {
  const cleaned = tags.map((tag) =>
    tag
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, ''),
  );
  if (cleaned.some((tag) => tag === '' || [...tag].length > TAG_LENGTH)) return null;
  const kept = [...new Set(cleaned)];
  return kept.length > MOST_TAGS ? null : kept;
}

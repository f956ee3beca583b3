/** A versioned text per effect type. `{wish}`, `{mood}`, `{palette}` and `{texture}` are filled in. */
export interface PromptTemplate {
  id: string;
  version: number;
  effectTypeId: string;
  text: string;
  isActive: boolean;
}

/** What a template's text may leave open. */
export const SLOTS = ['wish', 'mood', 'palette', 'texture'] as const;
export type Slots = Record<(typeof SLOTS)[number], string>;

/** Fills the slots in one pass: what a wish contains is never read as a slot. */
export function fillTemplate(text: string, slots: Slots): string {
  return text
    .replaceAll(/\{(wish|mood|palette|texture)\}/g, (_, name: keyof Slots) => slots[name])
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The first templates, as the first migration brought them. A change is a new version; rows never change. */
export const FIRST_TEMPLATES: readonly Omit<PromptTemplate, 'isActive'>[] = [
  {
    id: 'look-match-base',
    version: 1,
    effectTypeId: 'look-match',
    text: 'Give the footage the look of the example: {mood}; palette {palette}; {texture}. Keep its content, motion and framing. {wish}',
  },
  {
    id: 'vintage-film-base',
    version: 1,
    effectTypeId: 'vintage-film',
    text: 'Age the footage into old film as the example shows: {mood}; {texture}; palette {palette}. Grain, weave and dust as of a real print; content stays readable. {wish}',
  },
  {
    id: 'duotone-base',
    version: 1,
    effectTypeId: 'duotone',
    text: 'Print the footage in two inks, shadows to highlights in one smooth walk, after the example: palette {palette}; {mood}. Keep detail in both ends. {wish}',
  },
  {
    id: 'cartoon-base',
    version: 1,
    effectTypeId: 'cartoon',
    text: 'Draw the footage as a cartoon after the example: flat paint in few tones under clean ink lines; palette {palette}; {mood}. Lines must not flicker. {wish}',
  },
];

/** Templates of the effect types that came with the second migration. */
export const SECOND_TEMPLATES: typeof FIRST_TEMPLATES = [
  {
    id: 'neon-base',
    version: 1,
    effectTypeId: 'neon',
    text: 'Show the footage at night with its outlines as glowing neon tubes in the hues of the example: palette {palette}; {mood}. Texture stays dark, lines must not flicker. {wish}',
  },
  {
    id: 'glitch-base',
    version: 1,
    effectTypeId: 'glitch',
    text: 'Break the footage as a faulty signal does, in bursts that recover: split colour channels, slipping bands, lost blocks; {mood}; {texture}. The scene stays recognisable. {wish}',
  },
  {
    id: 'dream-base',
    version: 1,
    effectTypeId: 'dream',
    text: 'Let the light of the footage bleed over a soft picture in pastel tones, after the example: {mood}; palette {palette}. Faces stay readable. {wish}',
  },
  {
    id: 'noir-base',
    version: 1,
    effectTypeId: 'noir',
    text: 'Turn the footage into film noir: black and white at hard light, deep corners, {texture}; tone after the example: {mood}. Keep detail in faces and coats. {wish}',
  },
  {
    id: 'slow-motion-base',
    version: 1,
    effectTypeId: 'slow-motion',
    text: "Show the footage at half its speed with fluid motion between the frames; colours stay the footage's own. No ghosts, no tearing at edges. {wish}",
  },
  {
    id: 'speed-ramp-base',
    version: 1,
    effectTypeId: 'speed-ramp',
    text: "Let time rush and linger over the footage in as long as before, with the blur of a shutter where it rushes; colours stay the footage's own. {wish}",
  },
  {
    id: 'kaleidoscope-base',
    version: 1,
    effectTypeId: 'kaleidoscope',
    text: 'Fold the footage into a kaleidoscope of mirrored wedges that slowly turns: palette {palette}; {mood}. Seams must not show. {wish}',
  },
];

/** All that the studio is delivered with. */
export const SEED_TEMPLATES = [...FIRST_TEMPLATES, ...SECOND_TEMPLATES];

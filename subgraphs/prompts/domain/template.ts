/** A versioned text per effect type. `{wish}`, `{mood}`, `{palette}` and `{texture}` are filled in. */
export interface PromptTemplate {
  id: string;
  version: number;
  effectTypeId: string;
  text: string;
  isActive: boolean;
}

const SLOTS = ['wish', 'mood', 'palette', 'texture'] as const;
export type Slots = Record<(typeof SLOTS)[number], string>;

/** Fills the slots in one pass: what a wish contains is never read as a slot. */
export function fillTemplate(text: string, slots: Slots): string {
  return text
    .replaceAll(/\{(wish|mood|palette|texture)\}/g, (_, name: keyof Slots) => slots[name])
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The templates that the studio is delivered with. A change is a new version; rows never change. */
export const SEED_TEMPLATES: readonly Omit<PromptTemplate, 'isActive'>[] = [
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

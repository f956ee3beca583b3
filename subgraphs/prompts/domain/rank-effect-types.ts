/** Words by which people name an effect. */
const NAMES: readonly [RegExp, string][] = [
  [/\b(cartoon|comic|anime|drawn|drawing|sketch|illustrated)\b/, 'cartoon'],
  [/\b(duotone|two[- ]?(tone|colou?rs?|inks?))\b/, 'duotone'],
  [/\b(vintage|retro|old (film|movie)|super ?8|8 ?mm|16 ?mm|film grain|projector)\b/, 'vintage-film'],
];

/** Effect types per run that prompts are written for. */
const MOST_TYPES = 2;

/**
 * Which of the eligible effect types to write for, best guess first: what the wish names, then what the
 * analysis is surest of. Never one that the analysis did not find eligible.
 * @param eligible best first
 */
export function rankEffectTypes(
  eligible: readonly { effectTypeId: string; confidence: number }[],
  wish: string,
): string[] {
  const text = wish.normalize('NFKC').toLowerCase();
  const named = NAMES.filter(([pattern]) => pattern.test(text)).map(([, effectTypeId]) => effectTypeId);
  const ids = eligible.map(({ effectTypeId }) => effectTypeId);
  const first = ids.filter((effectTypeId) => named.includes(effectTypeId));
  return [...new Set([...first, ...ids])].slice(0, MOST_TYPES);
}

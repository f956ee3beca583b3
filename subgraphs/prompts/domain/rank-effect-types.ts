/** Words by which people name an effect. */
const NAMES: readonly [RegExp, string][] = [
  [/\b(cartoon|comic|anime|drawn|drawing|sketch|illustrated)\b/, 'cartoon'],
  [/\b(duotone|two[- ]?(tone|colou?rs?|inks?))\b/, 'duotone'],
  [/\b(neon|glow(ing)? (lines|outlines|edges)|cyberpunk|tron)\b/, 'neon'],
  [/\b(glitch(y|es)?|datamosh|broken signal|vhs error|rgb split)\b/, 'glitch'],
  [/\b(dream(y|like)?|ethereal|soft glow|bloom)\b/, 'dream'],
  [/\b(noir|black and white|black & white|b ?& ?w|monochrome)\b/, 'noir'],
  [/\b(slow[- ]?mo(tion)?|slowed( down)?|half speed)\b/, 'slow-motion'],
  [/\b(speed[- ]?ramp(ing|ed)?|time ramp|rush(es)? and linger)\b/, 'speed-ramp'],
  [/\b(kaleidoscop(e|ic)|mirrored|mandala)\b/, 'kaleidoscope'],
  [/\b(vintage|retro|old (film|movie)|super ?8|8 ?mm|16 ?mm|film grain|projector)\b/, 'vintage-film'],
];

/** Effect types per run that prompts are written for. */
const MOST_TYPES = 2;
/** Below this the example does not show the effect: it is made only where the wish names it. */
const SHOWN_FROM = 0.3;

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
  const shown = eligible
    .filter(({ confidence }) => confidence >= SHOWN_FROM)
    .map(({ effectTypeId }) => effectTypeId);
  return [...new Set([...first, ...shown])].slice(0, MOST_TYPES);
}

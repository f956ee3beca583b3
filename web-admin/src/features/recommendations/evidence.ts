/** Figures of a recommendation's wording, by name. */
export interface Evidence {
  /** Measures that are known of both sides. */
  comparisons: { name: string; from: string; to: string }[];
  others: { name: string; text: string }[];
}

/** Said elsewhere on the page. */
const SHOWN = new Set([
  'level',
  'impact',
  'impactLower',
  'impactUpper',
  'confidence',
  'samples',
  'qualityChange',
]);

const textOf = (fact: unknown): string | null => {
  if (typeof fact === 'string') return fact;
  if (typeof fact === 'number') return String(fact);
  if (typeof fact === 'object' && fact !== null && 'text' in fact && typeof fact.text === 'string')
    return fact.text;
  return null;
};

/** `toUnitCost` → `Unit cost`. */
const words = (name: string): string => {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** Sorts the facts of a recommendation into those of before and after, and the rest. */
export function evidenceOf(facts: unknown): Evidence {
  const known = new Map(
    Object.entries(typeof facts === 'object' && facts !== null ? facts : {}).flatMap(([name, fact]) => {
      const text = textOf(fact);
      return text === null || SHOWN.has(name) ? [] : [[name, text] as const];
    }),
  );
  const comparisons: Evidence['comparisons'] = [];
  for (const [name, from] of known) {
    if (!/^from[A-Z]/.test(name) && name !== 'from') continue;
    const rest = name.slice(4);
    const to = known.get(`to${rest}`);
    if (to === undefined) continue;
    comparisons.push({ name: rest === '' ? 'Provider' : words(rest), from, to });
    known.delete(name);
    known.delete(`to${rest}`);
  }
  return { comparisons, others: [...known].map(([name, text]) => ({ name: words(name), text })) };
}

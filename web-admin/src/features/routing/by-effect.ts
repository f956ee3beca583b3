/** Entries per effect type, best rank first. */
export function byEffect<Entry extends { rank: number; effectType: { id: string; title: string } }>(
  entries: readonly Entry[],
): { id: string; title: string; entries: Entry[] }[] {
  const effects = new Map<string, { id: string; title: string; entries: Entry[] }>();
  for (const entry of entries) {
    const { id, title } = entry.effectType;
    const effect = effects.get(id) ?? { id, title, entries: [] };
    effect.entries.push(entry);
    effects.set(id, effect);
  }
  for (const effect of effects.values()) effect.entries.sort((a, b) => a.rank - b.rank);
  return [...effects.values()].sort((a, b) => a.title.localeCompare(b.title));
}

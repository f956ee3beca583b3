/** What every entry of the stream has. */
export interface Entry {
  id: string;
  at: string;
  severity: 'WARN' | 'ERROR' | 'CRITICAL';
  sourceModule: string;
  eventType: string;
  message: string;
}

/** What of the stream is shown; empty: everything. */
export interface StreamFilter {
  severities: readonly string[];
  modules: readonly string[];
  text: string;
}

/** More entries than this are not kept in the page; older ones are read again from the studio. */
export const MOST_KEPT = 5_000;

/** Newest first, each entry once, whatever order they came in. A feed tells some of them twice after a break. */
export function merged<E extends Entry>(known: readonly E[], more: readonly E[]): readonly E[] {
  const ids = new Set(known.map(({ id }) => id));
  const fresh = more.filter(({ id }) => !ids.has(id) && ids.add(id));
  if (fresh.length === 0) return known;
  return [...known, ...fresh].sort(newestFirst).slice(0, MOST_KEPT);
}

const newestFirst = (a: Entry, b: Entry): number =>
  a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1;

/** True for an entry that the filter lets through, as the studio's own filter would. */
export function fits(
  { severity, sourceModule, message }: Entry,
  { severities, modules, text }: StreamFilter,
): boolean {
  return (
    (severities.length === 0 || severities.includes(severity)) &&
    (modules.length === 0 || modules.includes(sourceModule)) &&
    message.toLowerCase().includes(text.trim().toLowerCase())
  );
}

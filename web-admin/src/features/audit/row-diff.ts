/** One column of a row that changed; `undefined` where the row did not have it or was not there. */
export interface ColumnChange {
  column: string;
  before: string | undefined;
  after: string | undefined;
}

const fields = (row: unknown): Record<string, unknown> =>
  typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Record<string, unknown>) : {};

const text = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** The columns of a row that differ, by name. @param before null for a new row @param after null for a deleted one */
export function rowDiff(before: unknown, after: unknown): ColumnChange[] {
  const [old, now] = [fields(before), fields(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((column) => ({ column, before: text(old[column]), after: text(now[column]) }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => a.column.localeCompare(b.column));
}

/** A cell that a spreadsheet would take for a formula begins with a quote, so that it stays text (OWASP: CSV injection). */
const harmless = (cell: string): string =>
  /^[=+\-@\t\r]/.test(cell) && !/^-?\d+$/.test(cell) ? `'${cell}` : cell;

const quoted = (cell: string): string =>
  /[",\r\n]/.test(harmless(cell)) ? `"${harmless(cell).replaceAll('"', '""')}"` : harmless(cell);

/** Rows as CSV (RFC 4180). */
export const csvOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');

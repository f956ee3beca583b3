/**
 * Escapes a value, such as a path, for use in a filter graph: once for the list of options, where
 * `:` separates, and once for the graph, where `,` `;` and brackets do (ffmpeg-filters manual,
 * "Notes on filtergraph escaping").
 */
export function escapeFilterValue(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&');
}

/** A number as filters want it: plain decimals, no exponent. */
export function filterNumber(value: number, digits = 4): string {
  return Number(value.toFixed(digits)).toString();
}

/**
 * A value, such as a path, for use in a filter graph: once for the list of options, where `:` separates, and once for
 * the graph, where `,` `;` and brackets do (ffmpeg-filters manual, "Notes on filtergraph escaping").
 */
export function escapeFilterValue(value: string): string {
  return value.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&');
}

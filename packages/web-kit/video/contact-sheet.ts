/** Moments of a clip in one picture: cells without gaps, in order of time, row by row. */
export interface ContactSheet {
  url: string;
  columns: number;
  rows: number;
  /** Cells that are filled. */
  frames: number;
  /** Pixels. */
  cellWidth: number;
  cellHeight: number;
}

/** Where the moment at this share of the clip lies in the picture, in pixels from its corner. @param share 0 to 1 */
export function cellAt(
  { columns, frames, cellWidth, cellHeight }: ContactSheet,
  share: number,
): { x: number; y: number } {
  const index = Math.min(Math.max(0, Math.floor(share * frames)), Math.max(0, frames - 1));
  return { x: (index % columns) * cellWidth, y: Math.floor(index / columns) * cellHeight };
}

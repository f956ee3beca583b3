const MEBIBYTE = 1_048_576;
/** S3's smallest part is 5 MiB; this size keeps a phone's retry short. */
const SMALLEST_PART_BYTES = 8 * MEBIBYTE;
/** S3's limit of parts per upload. */
const MAX_PARTS = 10_000;

/** How a file of this size is cut into parts. @param sizeBytes at least 1 */
export function planParts(sizeBytes: number): { partSizeBytes: number; partCount: number } {
  const needed = Math.ceil(sizeBytes / MAX_PARTS);
  const partSizeBytes = Math.max(SMALLEST_PART_BYTES, Math.ceil(needed / MEBIBYTE) * MEBIBYTE);
  return { partSizeBytes, partCount: Math.ceil(sizeBytes / partSizeBytes) };
}

/** A file name fit for showing: no path, no control characters, at most 120 characters. */
export function displayName(fileName: string): string {
  const base = fileName.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point.
  const cleaned = base.replaceAll(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e]/g, '').trim();
  return cleaned.slice(0, 120) || 'clip';
}

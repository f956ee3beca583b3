/** One part of a file, as the store wants it. */
export interface Part {
  /** 1-based. */
  partNumber: number;
  /** First byte. */
  from: number;
  /** Byte after the last. */
  to: number;
}

/**
 * Cuts a file into parts of one size; the last one takes what is left.
 * @param sizeBytes of the file, 1 or more
 * @param partSizeBytes of every part but the last, as the studio said
 */
export function planParts(sizeBytes: number, partSizeBytes: number): Part[] {
  const count = Math.ceil(sizeBytes / partSizeBytes);
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    from: index * partSizeBytes,
    to: Math.min(sizeBytes, (index + 1) * partSizeBytes),
  }));
}

/** Bytes per second and time left, from what was sent since the start; null until it can be told. */
export function uploadPace(
  sentBytes: number,
  sizeBytes: number,
  elapsedMs: number,
): { bytesPerSecond: number; leftMs: number } | null {
  if (elapsedMs < 500 || sentBytes <= 0) return null;
  const bytesPerSecond = (sentBytes / elapsedMs) * 1000;
  return { bytesPerSecond, leftMs: ((sizeBytes - sentBytes) / bytesPerSecond) * 1000 };
}

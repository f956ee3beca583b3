const MARKER = 0xff;
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
/** Frames of Huffman-coded pictures, baseline to progressive (ITU-T T.81, table B.1): what browsers show. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);

/**
 * Size of a JPEG in pixels, by its frame header (ITU-T T.81 §B.2.2). The picture is not decoded.
 * @returns null for what is no whole JPEG: another beginning or end, or segments that do not hold together
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.byteLength - 2;
  if (last < 2 || bytes[0] !== MARKER || bytes[1] !== START_OF_IMAGE) return null;
  if (bytes[last] !== MARKER || bytes[last + 1] !== END_OF_IMAGE) return null;
  let size: { width: number; height: number } | null = null;
  for (let at = 2; at + 4 <= last; ) {
    const marker = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    if (bytes[at] !== MARKER || length < 2 || at + 2 + length > last) return null;
    if (FRAMES.has(marker)) {
      if (length < 8) return null;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      if (size.width === 0 || size.height === 0) return null;
    }
    // What follows is compressed, up to the end.
    if (marker === START_OF_SCAN) return size;
    at += 2 + length;
  }
  return null;
}

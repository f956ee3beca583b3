import { type FileHandle, open } from 'node:fs/promises';

/** `damaged`: a box of impossible size, or no `moov` although nothing is cut off. */
export type Mp4Structure = 'complete' | 'truncated' | 'damaged';

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
const MAX_TOP_LEVEL_BOXES = 100_000;

async function headerAt(file: FileHandle, offset: number): Promise<{ size: number; type: string } | null> {
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(LARGE_HEADER_BYTES),
    0,
    LARGE_HEADER_BYTES,
    offset,
  );
  if (bytesRead < HEADER_BYTES) return null;
  const size = buffer.readUInt32BE(0);
  const type = buffer.toString('latin1', 4, 8);
  // Size 1: a 64-bit size follows the type.
  if (size === 1 && bytesRead < LARGE_HEADER_BYTES) return null;
  return { size: size === 1 ? Number(buffer.readBigUInt64BE(8)) : size, type };
}

/**
 * Walks the top-level boxes of an MP4 or QuickTime file (ISO/IEC 14496-12 §4.2) to tell a file that
 * was cut off from one that is broken. Reads headers only.
 */
export async function mp4Structure(path: string): Promise<Mp4Structure> {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const seen = new Set<string>();
    let offset = 0;
    for (let boxes = 0; offset < fileBytes && boxes < MAX_TOP_LEVEL_BOXES; boxes++) {
      const box = await headerAt(file, offset);
      if (box === null) break;
      seen.add(box.type);
      // Size 0: the box reaches to the end of the file.
      if (box.size === 0) offset = fileBytes;
      else if (box.size < HEADER_BYTES) return 'damaged';
      else offset += box.size;
    }
    if (offset > fileBytes) return 'truncated';
    if (seen.has('moov')) return 'complete';
    // Recorders write `moov` last: without it the rest never arrived. Media without it is only that.
    return seen.size <= 1 || seen.has('mdat') ? 'truncated' : 'damaged';
  } finally {
    await file.close();
  }
}

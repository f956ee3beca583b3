import { open } from 'node:fs/promises';

/** Containers that are told apart by their first bytes. */
export type Container = 'mp4' | 'matroska' | 'avi' | 'flv' | 'mpegts' | 'ogg';

/** How many of a file's first bytes {@link containerOf} wants to see. */
export const MAGIC_BYTES = 4_096;

const MPEGTS_PACKET_BYTES = 188;
const MPEGTS_SYNC = 0x47;
/** Top-level boxes that begin ISO base media and QuickTime files (ISO/IEC 14496-12 §4.2). */
const LEADING_BOXES = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function isTransportStream(bytes: Uint8Array): boolean {
  if (bytes.length < 3 * MPEGTS_PACKET_BYTES) return false;
  // Sync bytes may start late (captures) or after a four-byte timestamp (M2TS).
  for (const packetBytes of [MPEGTS_PACKET_BYTES, 192]) {
    for (let start = 0; start < packetBytes; start++) {
      let packets = 0;
      while (bytes[start + packets * packetBytes] === MPEGTS_SYNC) packets++;
      if (packets >= 3 && start + packets * packetBytes >= bytes.length - packetBytes) return true;
    }
  }
  return false;
}

/** The container that a file's first bytes announce, whatever its name says; null when they announce none. */
export function containerOf(bytes: Uint8Array): Container | null {
  if (ascii(bytes, 0, 4) === 'RIFF') return ascii(bytes, 8, 12) === 'AVI ' ? 'avi' : null;
  if (ascii(bytes, 0, 3) === 'FLV') return 'flv';
  if (ascii(bytes, 0, 4) === 'OggS') return 'ogg';
  if (bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3) return 'matroska';
  if (LEADING_BOXES.has(ascii(bytes, 4, 8))) return 'mp4';
  return isTransportStream(bytes) ? 'mpegts' : null;
}

/** Reads the beginning of a file; see {@link containerOf}. */
export async function containerOfFile(path: string): Promise<Container | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    return containerOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

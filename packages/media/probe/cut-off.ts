import { open } from 'node:fs/promises';
import type { Container } from './magic.ts';
import { mp4Structure } from './mp4-boxes.ts';

/** RIFF: four letters, the size of the rest (little endian), the form type. */
async function riffSize(path: string): Promise<{ announced: number; actual: number }> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return { announced: buffer.readUInt32LE(4) + 8, actual: (await file.stat()).size };
  } finally {
    await file.close();
  }
}

/** Whether a file is shorter than its own headers say. False also where the container does not say. */
export async function isCutOff(path: string, container: Container): Promise<boolean> {
  if (container === 'mp4') return (await mp4Structure(path)) === 'truncated';
  if (container === 'avi') {
    const { announced, actual } = await riffSize(path);
    return actual < announced;
  }
  return false;
}

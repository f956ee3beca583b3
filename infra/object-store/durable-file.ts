import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that it exists whole or not at all, also after a power cut: written aside, synced, renamed.
 * @param write fills the stream, which must be ended when it resolves; when it throws nothing remains
 */
export async function writeDurably<T>(
  file: string,
  scratch: string,
  write: (stream: NodeJS.WritableStream) => Promise<T>,
): Promise<T> {
  const temporary = path.join(scratch, randomUUID());
  await mkdir(scratch, { recursive: true });
  try {
    // `flush` is fsync before close.
    const stream = createWriteStream(temporary, { flags: 'wx', flush: true });
    const result = await write(stream);
    await mkdir(path.dirname(file), { recursive: true });
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
    return result;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Writes a small text in one step.
 * @param exclusive leaves an existing file alone and answers false
 */
export async function writeTextDurably(
  file: string,
  scratch: string,
  text: string,
  exclusive = false,
): Promise<boolean> {
  const temporary = path.join(scratch, randomUUID());
  await mkdir(scratch, { recursive: true });
  await mkdir(path.dirname(file), { recursive: true });
  try {
    const handle = await open(temporary, 'wx');
    await handle.writeFile(text).finally(async () => {
      await handle.sync();
      await handle.close();
    });
    if (!exclusive) await rename(temporary, file);
    else if (!(await linkNew(temporary, file))) return false;
    await syncFolder(path.dirname(file));
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** link(2) is the one atomic "create unless it exists" that also carries content. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

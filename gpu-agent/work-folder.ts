import { mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where rendered clips wait for the studio; the one thing in the work folder that a new process takes over. */
export const keptFolder = (workDir: string): string => join(workDir, 'kept');

/** Empties the folder for clips, but for results that wait: what a killed process left half done is nobody's. */
export async function emptyWorkFolder(workDir: string): Promise<void> {
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workDir)) {
    const path = join(workDir, name);
    if (path !== keptFolder(workDir)) await rm(path, { recursive: true, force: true });
  }
}

/** Gives `work` a folder of its own and removes it afterwards, whatever happened. */
export async function withTaskFolder<Result>(
  workDir: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(workDir, 'task-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const MIB = 1_048_576;

/** MiB that are free for this user on the disk of a folder, which need not be there yet. */
export async function freeDiskMiB(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return Math.floor((bavail * bsize) / MIB);
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    return freeDiskMiB(above);
  }
}

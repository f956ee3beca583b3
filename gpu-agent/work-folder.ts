import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the folder for clips empty: what a killed process left there is nobody's any more. */
export async function emptyWorkFolder(workDir: string): Promise<void> {
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true, mode: 0o700 });
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

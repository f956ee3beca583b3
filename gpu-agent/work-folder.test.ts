import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyWorkFolder, withTaskFolder } from './work-folder.ts';

it('is emptied of what a killed process left, and keeps nothing of a task that failed', async () => {
  const workDir = await mkdtemp(join(tmpdir(), 'agent-work-'));
  try {
    await writeFile(join(workDir, 'left-over.mp4'), 'x');
    await emptyWorkFolder(workDir);
    const failing = withTaskFolder(workDir, async (folder) => {
      await writeFile(join(folder, 'clip.mp4'), 'x');
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(await readdir(workDir)).toEqual([]);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
});

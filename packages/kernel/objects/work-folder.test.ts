import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { withWorkFolder } from './work-folder.ts';

it('removes the folder when the work is done and when it fails', async () => {
  const folders: string[] = [];
  await withWorkFolder('test', async (folder) => void folders.push(folder));
  const failing = withWorkFolder('test', async (folder) => {
    folders.push(folder);
    await writeFile(join(folder, 'half-done'), '');
    throw new Error('no luck');
  });
  await expect(failing).rejects.toThrow('no luck');
  expect(folders.map(existsSync)).toEqual([false, false]);
});

it('removes what a process that is no more has left', async () => {
  const base = await withWorkFolder('test', async (folder) => dirname(dirname(folder)));
  const ended = spawnSync(process.execPath, ['--version']).pid;
  const left = join(base, String(ended), 'ingest-abc');
  await mkdir(left, { recursive: true });
  const script = `import(${JSON.stringify(new URL('./work-folder.ts', import.meta.url).href)}).then((m) => m.withWorkFolder('x', async () => {}))`;
  expect(spawnSync(process.execPath, ['-e', script]).status).toBe(0);
  expect(existsSync(left)).toBe(false);
});

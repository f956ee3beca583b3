import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Work of all the studio's processes of one account; below it one folder per process, named by its pid. */
const BASE = join(tmpdir(), `effect-studio-work-${userInfo().uid}`);

let ready: Promise<string> | null = null;

/**
 * Gives `work` an empty folder of its own and removes it afterwards, whatever happened. What a killed
 * process left there is removed when the next one begins to work.
 * @param purpose short name, seen in the folder's
 */
export async function withWorkFolder<Result>(
  purpose: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  ready ??= prepare();
  const folder = await mkdtemp(join(await ready, `${purpose}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(): Promise<string> {
  const own = join(BASE, String(process.pid));
  await mkdir(own, { recursive: true, mode: 0o700 });
  const abandoned = (await readdir(BASE)).filter((name) => !isAlive(Number(name)));
  await Promise.all(abandoned.map((name) => rm(join(BASE, name), { recursive: true, force: true })));
  return own;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleLease } from '../testing/sample-lease.ts';
import { OutputShelf } from './output-shelf.ts';

let folder: string;
let shelf: OutputShelf;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-shelf-'));
  shelf = new OutputShelf(join(folder, 'kept'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keep(lease = sampleLease()) {
  const clip = join(folder, 'output.mp4');
  await writeFile(clip, 'rendered');
  const report = { leaseId: lease.leaseId, sha256: 'ab', sizeBytes: 8, busyMs: 5, mediaIntervals: [] };
  return shelf.keep(lease, clip, report);
}

it('gives a clip to whoever asks for its task, also after a restart', async () => {
  const kept = await keep();
  expect(await new OutputShelf(join(folder, 'kept')).find(kept.taskId)).toEqual(kept);
  await shelf.drop(kept.taskId);
  expect(await shelf.find(kept.taskId)).toBeNull();
});

it('does not take a clip for complete that a killed process left without its report, or cut short', async () => {
  const kept = await keep();
  await writeFile(kept.path, 'rend');
  await mkdir(join(folder, 'kept', 'half'));
  await writeFile(join(folder, 'kept', 'half', 'output.mp4'), 'rendered');
  expect(await shelf.all()).toEqual([]);
  expect(await readdir(join(folder, 'kept'))).toEqual([]);
});

it('keeps nothing for longer than a day', async () => {
  const [old, young] = [await keep(), await keep()];
  await utimes(old.path, new Date(0), new Date(0));
  expect((await shelf.all()).map(({ taskId }) => taskId)).toEqual([young.taskId]);
});

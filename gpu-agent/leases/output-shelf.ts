import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lease, OutputReport } from '../studio/studio-client.ts';

/** A rendered clip that the studio has not taken yet. */
export interface KeptOutput {
  taskId: string;
  /** Lease under which it was rendered. */
  leaseId: string;
  correlationId: string;
  outputUrl: string;
  path: string;
  report: OutputReport;
}

const REPORT = 'report.json';
const CLIP = 'output.mp4';
const LONGEST_MS = 24 * 3_600_000;
const MOST = 32;

/**
 * Rendered clips until the studio has them: an upload that failed, a lost lease or a killed process do not make the
 * machine render again. One clip per task; the oldest go when there are too many.
 */
export class OutputShelf {
  readonly #folder: string;

  /** @param folder of the agent's own; outlives its process */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Moves a clip here. The report is written last: a clip without one was not complete. */
  async keep(lease: Lease, clip: string, report: OutputReport): Promise<KeptOutput> {
    const folder = join(this.#folder, lease.taskId);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, CLIP);
    await rename(clip, path);
    const { taskId, leaseId, correlationId, outputUrl } = lease;
    const kept: KeptOutput = { taskId, leaseId, correlationId, outputUrl, path, report };
    await writeFile(join(folder, `${REPORT}.new`), JSON.stringify(kept), { mode: 0o600 });
    await rename(join(folder, `${REPORT}.new`), join(folder, REPORT));
    return kept;
  }

  async find(taskId: string): Promise<KeptOutput | null> {
    try {
      const kept = JSON.parse(await readFile(join(this.#folder, taskId, REPORT), 'utf8')) as KeptOutput;
      const path = join(this.#folder, taskId, CLIP);
      const { size } = await stat(path);
      return size === kept.report.sizeBytes ? { ...kept, path } : null;
    } catch {
      return null;
    }
  }

  async drop(taskId: string): Promise<void> {
    await rm(join(this.#folder, taskId), { recursive: true, force: true });
  }

  /** Everything that is here, newest first; what is too old, too much or incomplete is removed. */
  async all(now: number = Date.now()): Promise<KeptOutput[]> {
    const taskIds = await readdir(this.#folder).catch(() => []);
    const found: { kept: KeptOutput; at: number }[] = [];
    for (const taskId of taskIds) {
      const kept = await this.find(taskId);
      const at = kept ? (await stat(kept.path)).mtimeMs : 0;
      if (kept && now - at < LONGEST_MS) found.push({ kept, at });
      else await this.drop(taskId);
    }
    found.sort((a, b) => b.at - a.at);
    for (const { kept } of found.slice(MOST)) await this.drop(kept.taskId);
    return found.slice(0, MOST).map(({ kept }) => kept);
  }
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../local/services/service-context.ts';
import type { Bench } from './bench.ts';

const MEBIBYTE = 1_048_576;
/** Node takes what it is given; the studio's processes have limits of their own as well. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=2'];
const ACCESS = { id: 'bench', secret: 'bench-secret' };

/** Most memory that a process ever had, MiB. */
const peakMiB = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/**
 * One clip the whole way through intake: streamed into the store in parts, read back and hashed, checked, normalised.
 * The bar: 2 GiB at 150 MB, and no more than a small clip takes.
 */
const upload: Bench = {
  name: 'upload',
  what: 'memory of intake and of the object store for a small clip and one of 2 GiB (bar: 143 MiB, which is 150 MB)',
  metrics: { 'intake, peak': 'MiB', 'object store, peak': 'MiB', time: 's' },
  rounds: 1,
  open: async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-upload-'));
    const store = spawn(
      process.execPath,
      [HEAP[0]!, path.join(repositoryRoot, 'infra/object-store/main.ts')],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          OBJECT_STORE_DIR: folder,
          OBJECT_STORE_PORT: '0',
          OBJECT_STORE_ACCESS_KEY_ID: ACCESS.id,
          OBJECT_STORE_SECRET_ACCESS_KEY: ACCESS.secret,
        },
      },
    );
    const [line] = (await once(store.stdout, 'data')) as [Buffer];
    const { address } = JSON.parse(line.toString()) as { address: { port: number } };
    const env = {
      ...process.env,
      S3_ENDPOINT: `http://127.0.0.1:${address.port}`,
      S3_ACCESS_KEY_ID: ACCESS.id,
      S3_SECRET_ACCESS_KEY: ACCESS.secret,
      S3_BUCKET: 'bench-upload',
    };
    const script = path.join(repositoryRoot, 'subgraphs/intake/testing/large-clip.ts');
    const taking = (name: string, sizeBytes: number) => ({
      name,
      measure: async () => {
        const startedAt = performance.now();
        const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, script, String(sizeBytes)], {
          env,
        });
        const { peakMiB: intake } = JSON.parse(stdout) as { peakMiB: number };
        const time = (performance.now() - startedAt) / 1_000;
        return { 'intake, peak': intake, 'object store, peak': peakMiB(store.pid!), time };
      },
    });
    return {
      subjects: [taking('16 MiB', 16 * MEBIBYTE), taking('2 GiB', 2_048 * MEBIBYTE)],
      close: async () => {
        const ended = once(store, 'exit');
        store.kill('SIGTERM');
        await ended;
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};
export default upload;

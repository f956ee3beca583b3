import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { runDemo } from '../demo/run-demo.ts';
import { resetStateDir } from '../local/reset.ts';
import type { Bench, Measurement, SideMeasurement } from './bench.ts';
import { type BenchClip, benchClips, freshCopy } from './bench-clips.ts';
import { type BenchStudio, startBenchStudio } from './bench-studio.ts';
import { groupTree, parents, proportionalMiB } from './process-memory.ts';

const STARTS = 3;
const SETTLE_MS = 15_000;
const MEMORY_SAMPLES = 3;
const SAMPLE_GAP_MS = 1_000;

/** From an example to a published effect, on a studio of its own in a temporary folder. */
const pipeline: Bench = {
  name: 'pipeline',
  what: 'platform time per run, start to ready, proportional memory of all processes',
  metrics: {
    'platform time per run': 'ms',
    'media time per run': 'ms',
    'total time per run': 'ms',
    'start to ready, data kept': 's',
    'proportional memory, idle': 'MiB',
  },
  rounds: 5,
  warmUpRounds: 1,
  open: async (say) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'effect-studio-bench-'));
    // PostgreSQL may run as another user, who has to get in.
    await chmod(folder, 0o755);
    const stateDir = path.join(folder, 'studio');
    let studio: BenchStudio | null = null;
    const close = async () => {
      await studio?.stop();
      await resetStateDir(stateDir);
      await rm(folder, { recursive: true, force: true });
    };
    try {
      await mkdir(stateDir);
      const [one, other] = await benchClips(folder);
      say('first start: migrations, seeds, house clips');
      studio = await startBenchStudio(stateDir);
      const startSeconds: number[] = [];
      for (let start = 0; start < STARTS; start += 1) {
        await studio.stop();
        say(`start ${start + 1} of ${STARTS} with the data kept`);
        studio = await startBenchStudio(stateDir);
        startSeconds.push(studio.startToReadyS);
      }
      say('idle');
      const memory = await idleMemory(studio);
      const start = { metric: 'start to ready, data kept', subject: 'studio', values: startSeconds };
      const running = studio;
      const subject = (example: BenchClip, footage: BenchClip) => ({
        name: `${example.name} → ${footage.name}`,
        measure: () => measureRun(running, { example, footage, folder, stateDir }),
      });
      return { subjects: [subject(one, other), subject(other, one)], side: [start, ...memory], close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};
export default pipeline;

async function measureRun(
  studio: BenchStudio,
  run: { example: BenchClip; footage: BenchClip; folder: string; stateDir: string },
): Promise<Measurement> {
  const [example, footage] = await Promise.all([
    freshCopy(run.example, run.folder),
    freshCopy(run.footage, run.folder),
  ]);
  const { timings } = await runDemo({
    apiUrl: studio.apiUrl,
    graphqlUrl: studio.graphqlUrl,
    stateDir: run.stateDir,
    example,
    footage,
    wish: 'Make my clip look like this',
    out: null,
    display: new ProgressDisplay(null),
  });
  await Promise.all([rm(example), rm(footage)]);
  return {
    'platform time per run': timings.platformMs,
    'media time per run': timings.mediaMs,
    'total time per run': timings.totalMs,
  };
}

/** Memory by part and of all together; none where the system does not tell. */
async function idleMemory(studio: BenchStudio): Promise<SideMeasurement[]> {
  if (proportionalMiB(process.pid) === null) return [];
  await wait(SETTLE_MS);
  const values = new Map<string, number[]>();
  for (let sample = 0; sample < MEMORY_SAMPLES; sample += 1) {
    let total = 0;
    for (const [part, pids] of groupTree(studio.pid, parents(), studio.pids, 'launcher and supervisor')) {
      const sum = pids.reduce((mib, pid) => mib + (proportionalMiB(pid) ?? 0), 0);
      total += sum;
      values.set(part, [...(values.get(part) ?? []), sum]);
    }
    values.set('all processes', [...(values.get('all processes') ?? []), total]);
    await wait(SAMPLE_GAP_MS);
  }
  return [...values].map(([subject, samples]) => ({
    metric: 'proportional memory, idle',
    subject,
    values: samples,
  }));
}

import { Logger, makeWorkerUtils, run, type Task } from 'graphile-worker';
import pg from 'pg';
import type { QueueUnderTest } from './queue-under-test.ts';

const silent = new Logger(() => () => undefined);
const TASK = 'job';
/** Jobs fetched and locked ahead by the local queue; its guide suggests a multiple of the concurrency for fast jobs. */
const AHEAD = 4;

/** graphile-worker as it comes, or at its fastest: local queue and batched completions. */
export async function graphileWorkerQueue(
  connectionString: string,
  mode: 'default' | 'batching',
): Promise<QueueUnderTest> {
  const utils = await makeWorkerUtils({ connectionString, logger: silent });
  await utils.migrate();
  const pool = new pg.Pool({ connectionString, max: 2 });
  // The engines end connections that are still closing.
  pool.on('error', () => undefined);
  const start = (agents: number, task: Task) =>
    run({
      connectionString,
      noHandleSignals: true,
      taskList: { [TASK]: task },
      preset: {
        worker: {
          concurrentJobs: agents,
          maxPoolSize: Math.max(10, agents + 2),
          logger: silent,
          ...(mode === 'batching'
            ? { localQueue: { size: agents * AHEAD }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
            : {}),
        },
      },
    });
  return {
    name: mode === 'batching' ? 'graphile-worker, local queue + batching' : 'graphile-worker, default',
    fill: async (count) => {
      await pool.query(`select graphile_worker.add_jobs(array(
        select json_populate_record(null::graphile_worker.job_spec, json_build_object('identifier', '${TASK}', 'payload', '{}'::json))
        from generate_series(1, ${count})))`);
      await pool.query('analyze');
    },
    clear: async () => {
      await pool.query('truncate graphile_worker._private_jobs');
    },
    // Its tasks call back before their completion is written.
    left: async () => {
      const { rows } = await pool.query<{ n: number }>(
        'select count(*)::int as n from graphile_worker._private_jobs',
      );
      return rows[0]!.n;
    },
    work: async (agents, onDone) => {
      const runner = await start(agents, () => onDone());
      return { stop: () => runner.stop() };
    },
    idle: async () => {
      const waiting = new Map<number, (beganAt: number) => void>();
      const runner = await start(8, (payload) => {
        waiting.get((payload as { n: number }).n)?.(performance.now());
      });
      let n = 0;
      return {
        stop: () => runner.stop(),
        enqueue: async () => {
          n += 1;
          const began = new Promise<number>((resolve) => waiting.set(n, resolve));
          await utils.addJob(TASK, { n });
          const queuedAt = performance.now();
          return { queuedAt, beganAt: await began };
        },
      };
    },
    close: async () => {
      await utils.release();
      await pool.end();
    },
  };
}

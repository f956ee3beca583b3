/** A queue whose speed is measured, ours or another. Its jobs do nothing: only the queue's own work is timed. */
export interface QueueUnderTest {
  readonly name: string;
  /** Puts jobs into the queue; not timed. */
  fill(count: number): Promise<void>;
  /** Takes out what is left; not timed. */
  clear(): Promise<void>;
  /** Starts agents that take and finish jobs until told to stop. `onDone` is called once per finished job. */
  work(agents: number, onDone: () => void): Promise<RunningAgents>;
  /**
   * Starts eight idle agents. `enqueue` adds one job and answers when that job began and when it was safely
   * queued, both as `performance.now()`; absent where the queue is not measured so.
   */
  idle?(): Promise<IdleAgents>;
  close(): Promise<void>;
}

export interface RunningAgents {
  stop(): Promise<void>;
}

export interface IdleAgents extends RunningAgents {
  enqueue(): Promise<{ beganAt: number; queuedAt: number }>;
}

/** Longest time that cycles are counted, in milliseconds. */
const WINDOW_MS = 2_000;
/** Connections are open and statements prepared after this many jobs. */
const WARM_UP_JOBS = 64;

/** Finished jobs per second with this many agents, once they are warm; the queue never runs dry. */
export async function cyclesPerSecond(queue: QueueUnderTest, agents: number, jobs: number): Promise<number> {
  await queue.clear();
  await queue.fill(jobs);
  let done = 0;
  let startedAt = 0;
  let endedAt = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const warmUp = Math.min(WARM_UP_JOBS, Math.floor(jobs / 4));
  const running = await queue.work(agents, () => {
    done += 1;
    if (done === warmUp) startedAt = performance.now();
    if (done <= warmUp || endedAt > 0) return;
    const now = performance.now();
    // The last jobs are left: agents that find nothing would be measured waiting.
    if (now - startedAt < WINDOW_MS && done < jobs - agents) return;
    endedAt = now;
    finish();
  });
  await finished;
  const counted = done - warmUp;
  await running.stop();
  return (counted * 1_000) / (endedAt - startedAt);
}

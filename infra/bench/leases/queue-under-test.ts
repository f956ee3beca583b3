/** A queue whose speed is measured, ours or another. Its jobs do nothing: only the queue's own work is timed. */
export interface QueueUnderTest {
  readonly name: string;
  /** Puts jobs into the queue; not timed. */
  fill(count: number): Promise<void>;
  /** Takes out what is left; not timed. */
  clear(): Promise<void>;
  /** Starts agents that take and finish jobs until told to stop. `onDone` is called once per job whose completion is acknowledged. */
  work(agents: number, onDone: () => void): Promise<RunningAgents>;
  /**
   * Jobs that are in the queue, finished ones not; present where `onDone` is called before the completion is durable. Then what
   * is gone from the queue counts.
   */
  left?(): Promise<number>;
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
  const warmUp = Math.min(WARM_UP_JOBS, Math.floor(jobs / 4));
  const warm = signal();
  const finished = signal();
  const running = await queue.work(agents, () => {
    done += 1;
    if (done >= warmUp) warm.give();
    // The last jobs are left: agents that find nothing would be measured waiting.
    if (done >= jobs - 2 * agents) finished.give();
  });
  const acknowledged = async () => (queue.left ? jobs - (await queue.left()) : done);
  await warm.given;
  const from = { done: await acknowledged(), at: performance.now() };
  const timer = setTimeout(finished.give, WINDOW_MS);
  await finished.given;
  clearTimeout(timer);
  const to = { done: await acknowledged(), at: performance.now() };
  await running.stop();
  return ((to.done - from.done) * 1_000) / (to.at - from.at);
}

function signal(): { given: Promise<void>; give(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

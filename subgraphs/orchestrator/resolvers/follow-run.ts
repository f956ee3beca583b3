import type { Followed } from '@effect-studio/kernel/bus/event-log';
import type { CallContext } from '@effect-studio/kernel/context';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';
import { RunAdvanced } from '@effect-studio/schema/events/orchestrator';
import { tickTopic, WATCH_EVERY_MS, WATCHED_RUNS } from '@effect-studio/schema/live/run-topics';
import { isTerminal, type RunState } from '../domain/saga/run-state.ts';
import type { RunRef } from '../use-cases/run-ref.ts';

type Progress =
  | {
      __typename: 'RunAdvance';
      cursor: string;
      from: RunState | null;
      to: RunState;
      cause: string;
      at: string;
      run: RunRef;
    }
  | { __typename: 'TaskTick'; taskId: string; progress: number; previewUrl: string | null; run: RunRef }
  | { __typename: 'Gap'; firstAvailable: string };

/** After the last item. */
const END = Symbol('end');

/** What a subscriber of one run gets. */
export interface RunProgressEvent {
  runProgress: Progress;
}

/** Items held for a slow reader; past it the oldest ticks and changes go, and the client resumes by cursor. */
const LIMIT = 1_000;

/**
 * State changes of a run from after the cursor, with progress ticks in between. Ends after the terminal
 * state, and at once when the run is over and nothing is asked of its past.
 */
export function followRun(
  ctx: CallContext,
  run: { runId: string; state: RunState },
  after: bigint | null,
): AsyncIterableIterator<RunProgressEvent> {
  const ref: RunRef = { __typename: 'Run', id: run.runId };
  const changes = ctx.eventLog.follow({ types: [RunAdvanced.type], aggregateId: run.runId }, after);
  const queue = new AsyncQueue<Progress | typeof END>({
    limit: LIMIT,
    onReturn: () => {
      clearInterval(watching);
      stopTicks();
      void changes.return(undefined);
    },
  });
  const stopTicks = ctx.ticks.on(tickTopic(run.runId), ({ data }) => {
    const { taskId, progress } = data;
    if (typeof taskId !== 'string' || typeof progress !== 'number') return;
    const previewUrl = typeof data.previewUrl === 'string' ? data.previewUrl : null;
    queue.push({ __typename: 'TaskTick', taskId, progress, previewUrl, run: ref });
  });
  // Pictures of its work are made only while somebody looks.
  const sayWatched = (): void => ctx.ticks.publish(WATCHED_RUNS, { runId: run.runId });
  const watching = setInterval(sayWatched, WATCH_EVERY_MS);
  if (isTerminal(run.state)) clearInterval(watching);
  else sayWatched();
  const isOver = isTerminal(run.state) && after === null;
  void (isOver ? Promise.resolve() : pump(changes, ref, (progress) => queue.push(progress)))
    .catch((error: unknown) => ctx.log.warn({ err: error, runId: run.runId }, 'a run could not be followed'))
    .finally(() => queue.push(END));
  return {
    next: async () => {
      const { value, done } = await queue.next();
      if (done || value === END) {
        queue.close();
        return { value: undefined, done: true };
      }
      // What was loaded for the last item is out of date for this one.
      ctx.loaders.clear();
      return { value: { runProgress: value }, done: false };
    },
    return: async () => {
      queue.close();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Hands every state change on, in order, until the run is over. */
async function pump(
  changes: AsyncGenerator<Followed>,
  ref: RunRef,
  push: (progress: Progress) => void,
): Promise<void> {
  for await (const followed of changes) {
    if (followed.kind === 'gap') {
      push({ __typename: 'Gap', firstAvailable: followed.firstAvailable.toString() });
      continue;
    }
    const { position, occurredAt, payload } = followed.event;
    const { from, to, cause } = RunAdvanced.payload.parse(payload);
    push({
      __typename: 'RunAdvance',
      cursor: position.toString(),
      from,
      to,
      cause,
      at: occurredAt,
      run: ref,
    });
    if (isTerminal(to)) return;
  }
}

import { RunProgressDocument } from '@effect-studio/schema/generated/client';
import { DemoFault, type Graph } from './graph.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** States in which a run waits for nobody but a person, or for nothing any more. */
const ENDS = new Set(['PUBLISHED', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED']);

/**
 * Follows a run live, from its first event on, until it reaches `until` or ends.
 * @returns the state it reached and the cursor after it
 */
export async function followRun(
  graph: Graph,
  runId: string,
  options: { after: string; until: string; display: ProgressDisplay },
): Promise<{ state: string; cursor: string }> {
  const names = new Map<string, string>();
  for await (const { runProgress } of graph.follow(RunProgressDocument, {
    id: runId,
    after: options.after,
  })) {
    if (runProgress.__typename === 'Gap')
      throw new DemoFault('The beginning of this run is older than the resume window.');
    if (runProgress.__typename === 'TaskTick') {
      const name =
        names.get(runProgress.taskId) ??
        (options.until === 'AWAITING_APPROVAL' ? 'full length' : runProgress.taskId);
      options.display.share(name, runProgress.progress);
      continue;
    }
    for (const candidate of runProgress.run.candidates) names.set(candidate.task.id, candidate.provider.name);
    options.display.stage(runProgress.to);
    if (runProgress.to === options.until || ENDS.has(runProgress.to)) {
      return { state: runProgress.to, cursor: runProgress.cursor };
    }
  }
  throw new DemoFault('The subscription ended before the run did.');
}

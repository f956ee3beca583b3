import { setTimeout } from 'node:timers/promises';
import execution from '@effect-studio/execution/subgraph';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import type { CallContext } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { houseProviderOf } from '@effect-studio/providers/domain/house-catalogue';
import { TaskAttemptEnded } from '@effect-studio/schema/events/execution';
import { asPlatformOf } from '../../e2e/journeys/stage-host.ts';

const EVERY_MS = 1_000;
/** One machine, whose work is told. */
const MACHINE = { agentId: newId(), agentOwnerId: newId(), instanceType: 'local.cpu' };

/**
 * While something goes on, one attempt a second ends on some provider, told by execution as of any machine: it goes over the bus
 * into the books, and from there to every page that follows the margins.
 */
export async function whileWorkEnds<Result>(stateDir: string, act: () => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const working = asPlatformOf(stateDir, execution, async (call) => {
    for (let turn = 0; !over.signal.aborted; turn += 1) {
      await tellAttempt(call, turn);
      await setTimeout(EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  });
  try {
    return await act();
  } finally {
    over.abort();
    await working;
  }
}

async function tellAttempt(call: CallContext, turn: number): Promise<void> {
  const workflow = WORKFLOW_CATALOGUE[turn % WORKFLOW_CATALOGUE.length]!;
  const busyMs = 1_000 + ((turn * 700) % 4_000);
  await call.db.transaction(call, (tx) => {
    const runId = newId();
    return tx.emit(TaskAttemptEnded, {
      aggregateId: runId,
      payload: {
        ...MACHINE,
        ...{ runId, ownerId: newId(), taskId: newId(), attempt: 1 },
        role: 'candidate',
        outcome: 'succeeded',
        budgetContext: 'user_run',
        providerId: houseProviderOf({ workflowId: workflow.id, variant: workflow.variant }).id,
        workflowId: workflow.id,
        effectTypeId: workflow.effectTypeId,
        ...{ workUnits: 2, queueWaitMs: 0, busyMs },
        startedAt: new Date(tx.now.getTime() - busyMs).toISOString(),
        endedAt: tx.now.toISOString(),
      },
    });
  });
}

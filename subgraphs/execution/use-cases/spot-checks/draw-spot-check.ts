import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { checkedShares } from '../../config.ts';
import type { AgentTrust } from '../../domain/agent-trust.ts';
import { type Distance, isDrawn } from '../../domain/spot-check.ts';
import { mayExplore } from '../../messaging/exploration-wallet.ts';
import {
  FIND_CHECKER,
  INSERT_CHECK,
  READ_CHECK,
  READ_DELIVERER,
} from '../../persistence/sql/spot-check-statements.ts';
import { READ_GIVEN_UP_LEG } from '../../persistence/sql/workload-statements.ts';
import { enqueueLegs } from '../tasks/enqueue-legs.ts';
import type { LegRow } from '../tasks/retry-task.ts';

/** A check as it is kept. */
export interface SpotCheck {
  id: string;
  taskId: string;
  stage: 1 | 2;
  agentId: string;
  checkerId: string;
  state: 'WAITING' | 'AGREED' | 'DISAGREED' | 'INCONCLUSIVE';
}

/** A check as people are shown it. */
export interface DecidedSpotCheck extends SpotCheck {
  distance: Distance | null;
  createdAt: Date;
  decidedAt: Date | null;
}

interface Deliverer {
  id: string;
  trust: AgentTrust;
  clientId: string;
}

/**
 * An output is there: perhaps another machine is to render it again, or it is itself such a second render, which is compared then.
 * Tries of the studio's own are left alone, and nothing is drawn that the exploration wallet has no room for.
 */
export async function drawSpotCheck(
  tx: Transaction,
  { taskId, role, workflowId }: { taskId: string; role: string; workflowId: string },
  budgetContext: string | null,
): Promise<void> {
  if (await tx.maybeOne(READ_CHECK, [taskId])) {
    await tx.schedule({
      kind: 'compare-spot-check',
      dedupeKey: `compare:${taskId}`,
      payload: { checkId: taskId },
      maxAttempts: 3,
    });
    return;
  }
  if (role === 'shadow' || budgetContext === 'system_test') return;
  const deliverer = await tx.maybeOne<Deliverer>(READ_DELIVERER, [taskId]);
  if (!deliverer || !isDrawn(taskId, checkedShares()[deliverer.trust])) return;
  if (!(await mayExplore(tx.call, workflowId))) return;
  await askForCheck(tx, { taskId, stage: 1, agentId: deliverer.id }, [deliverer]);
}

/**
 * Has a task rendered again by a machine of somebody else: the same form, parameters and seed, as a shadow leg of the same run. Its
 * owner is paid as for all work; it is booked to exploration, and nobody sees or pays it.
 * @param known who took part so far, and may not check
 * @returns whether somebody is found who can
 */
export async function askForCheck(
  tx: Transaction,
  check: { taskId: string; stage: 1 | 2; agentId: string },
  known: readonly { id: string; clientId: string }[],
): Promise<boolean> {
  const clients = known.map(({ clientId }) => clientId);
  const agents = known.map(({ id }) => id);
  const checker = await tx.maybeOne<{ id: string }>(FIND_CHECKER, [check.taskId, clients, agents]);
  if (!checker) return false;
  const id = newId();
  const isNew = await tx.maybeOne(INSERT_CHECK, [
    id,
    check.taskId,
    check.stage,
    check.agentId,
    checker.id,
    tx.now,
  ]);
  if (!isNew) return true;
  const leg = await tx.one<LegRow & { budget_context: 'user_run' | 'system_test' | 'benchmark' }>(
    READ_GIVEN_UP_LEG,
    [check.taskId],
  );
  await enqueueLegs(tx, {
    runId: leg.run_id,
    ownerId: leg.owner_id,
    tenantId: leg.tenant_id,
    inputs: { exampleKey: leg.example_key, footageKey: leg.footage_key },
    exampleDescriptor: leg.example_descriptor,
    footageDescriptor: leg.footage_descriptor,
    legs: [
      {
        taskId: id,
        role: 'shadow',
        providerId: leg.provider_id,
        workflowId: leg.workflow_id,
        workflowDigest: leg.digest,
        effectTypeId: leg.effect_type_id,
        promptVariantId: 'spot-check',
        parameters: leg.parameters,
        excerpt:
          leg.excerpt_duration_ms === null
            ? null
            : { startMs: leg.excerpt_start_ms ?? 0, durationMs: leg.excerpt_duration_ms },
        workUnits: leg.work_units,
        budgetContext: leg.budget_context,
        onlyAgentId: checker.id,
      },
    ],
  });
  return true;
}

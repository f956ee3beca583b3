import { setTimeout as wait } from 'node:timers/promises';
import type { CallContext } from '@effect-studio/kernel/context';
import { invalidInput, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { leaseDesk } from '../../workers/lease-desk.ts';
import { reviveAgent } from '../agents/agent-session.ts';
import { describeLeases, type TaskLease } from './describe-lease.ts';

export interface LeaseTasksInput {
  agentId: string;
  limit: number;
  waitMs: number;
}

export interface LeasedTasks {
  __typename: 'LeasedTasks';
  leases: TaskLease[];
}

/** Tasks that one call may lease. */
export const MOST_TASKS = 32;
const LONGEST_WAIT_MS = 25_000;

/**
 * Leases ready tasks that fit the machine. At least once: a lease that is not renewed is offered again
 * under a new id and a higher epoch, and writes under the older are refused. A draining agent gets none.
 */
export async function leaseTasks(
  ctx: CallContext,
  input: LeaseTasksInput,
): Promise<LeasedTasks | ReturnType<typeof notFound> | ReturnType<typeof invalidInput>> {
  if (input.limit < 1 || input.limit > MOST_TASKS) {
    return invalidInput(
      'limit',
      `${input.limit} tasks cannot be leased at once.`,
      `Ask for 1 to ${MOST_TASKS}.`,
    );
  }
  if (input.waitMs < 0 || input.waitMs > LONGEST_WAIT_MS) {
    return invalidInput(
      'waitMs',
      `${input.waitMs} ms is no possible wait.`,
      `Wait 0 to ${LONGEST_WAIT_MS} ms.`,
    );
  }
  if (!isId(input.agentId)) return notFound('agent', input.agentId);
  const wish = { agentId: input.agentId, clientId: ctx.caller.subjectId, limit: input.limit };
  if (!givesTasks(ctx)) {
    // As if there were no work: agents are used to that, and ask again.
    await wait(input.waitMs, undefined, { signal: ctx.stopping }).catch(() => undefined);
    return { __typename: 'LeasedTasks', leases: [] };
  }
  let answer = await leaseDesk(ctx).lease(wish, input.waitMs);
  if (answer.kind === 'lost') {
    await ctx.db.transaction(ctx, (tx) => reviveAgent(tx, input.agentId));
    answer = await leaseDesk(ctx).lease(wish, input.waitMs);
  }
  if (answer.kind === 'unknown') return notFound('agent', input.agentId);
  return { __typename: 'LeasedTasks', leases: describeLeases(answer) };
}

/** Whether agents are given tasks at the moment. */
export const givesTasks = ({ flags, caller }: CallContext): boolean => flags.value('agents.lease', caller);

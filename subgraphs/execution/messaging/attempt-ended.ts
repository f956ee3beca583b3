import { type Emission, emission } from '@effect-studio/kernel/database';
import { TaskAttemptEnded, TaskAttemptProven } from '@effect-studio/schema/events/execution';
import { type AttemptSteps, type AttemptTimes, toldSteps } from '../domain/attempt-times.ts';
import type { AttemptOutcome, HeldLease } from '../persistence/lease-row.ts';
import type { StoredTask } from '../persistence/task-row.ts';
import { taskFacts } from './task-facts.ts';

/** The event by which an attempt is priced. Told once, when its slot is freed. */
export function attemptEnded(task: StoredTask, lease: HeldLease, end: AttemptEnd, now: Date): Emission {
  return emission(TaskAttemptEnded, aboutAttempt(task, lease, end, now));
}

/** The event by which an attempt is paid whose end was told before its result came. Told once, when that is accepted. */
export function attemptProven(
  task: StoredTask,
  lease: HeldLease & { endedAt: Date },
  end: Omit<AttemptEnd, 'outcome'>,
): Emission {
  return emission(TaskAttemptProven, aboutAttempt(task, lease, { ...end, outcome: 'late' }, lease.endedAt));
}

type AttemptEnd = AttemptTimes & AttemptSteps & { outcome: AttemptOutcome; traceparent?: string | null };

const aboutAttempt = (task: StoredTask, lease: HeldLease, end: AttemptEnd, endedAt: Date) => ({
  aggregateId: task.runId,
  tenantId: task.tenantId,
  correlationId: task.correlationId,
  budgetContext: task.budgetContext,
  traceparent: end.traceparent ?? null,
  payload: {
    ...taskFacts(task),
    attempt: lease.epoch,
    outcome: end.outcome,
    agentId: lease.agentId,
    agentOwnerId: lease.agentOwnerId,
    instanceType: task.instanceType ?? lease.agentInstanceType,
    budgetContext: task.budgetContext,
    workUnits: task.workUnits,
    queueWaitMs: Math.max(0, lease.startedAt.getTime() - lease.readyAt.getTime()),
    busyMs: end.busyMs,
    ...(lease.agentFleet === null ? {} : { fleet: lease.agentFleet }),
    ...told('startupMs', end.startupMs),
    ...told('throttledCount', end.throttledCount),
    ...told('throttledMs', end.throttledMs),
    ...toldSteps(end),
    startedAt: lease.startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
  },
});

/** A figure that its reporter knew; nothing is made up for one that it did not. */
function told<Key extends string>(key: Key, value: number | null | undefined): { [K in Key]?: number } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [K in Key]?: number });
}

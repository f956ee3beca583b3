import type { LegRole } from '@effect-studio/schema/events/shapes';
import type { Task } from '../domain/task.ts';

/** What every task event says of its task. */
export function taskFacts(task: Task): {
  taskId: string;
  runId: string;
  ownerId: string;
  role: LegRole;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
} {
  return {
    taskId: task.id,
    runId: task.runId,
    ownerId: task.ownerId,
    role: task.role,
    providerId: task.providerId,
    workflowId: task.workflowId,
    effectTypeId: task.effectTypeId,
  };
}

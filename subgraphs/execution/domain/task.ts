import type { Excerpt, LegRole } from '@effect-studio/schema/events/shapes';

/** Where a task stands. The number is how PostgreSQL tells it. */
export const TASK_STATE_CODES = { WAITING: 0, LEASED: 1, SUCCEEDED: 2, FAILED: 3, CANCELLED: 4 } as const;
export type TaskState = keyof typeof TASK_STATE_CODES;

const STATES = Object.keys(TASK_STATE_CODES) as TaskState[];

/** The state of a stored code. @throws RangeError for a code that no state has */
export function taskStateOf(code: number): TaskState {
  const state = STATES.find((name) => TASK_STATE_CODES[name] === code);
  if (!state) throw new RangeError(`no task state has the code ${code}`);
  return state;
}

/** One leg of a run as work for a machine. */
export interface Task {
  id: string;
  ownerId: string;
  tenantId: string;
  runId: string;
  role: LegRole;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  excerpt: Excerpt | null;
  workUnits: number;
  budgetContext: 'user_run' | 'system_test' | 'benchmark';
  correlationId: string;
  state: TaskState;
  /** Leases given so far: the fencing number, and the number of the newest attempt. */
  epoch: number;
  /** Attempts that failed or expired; handing back does not count. */
  strikes: number;
  leaseId: string | null;
  leaseUntil: Date | null;
  hardDeadline: Date | null;
  /** Share done, 0 to 1; null until the agent first reports. */
  progress: number | null;
  queuedAt: Date;
  endedAt: Date | null;
  /** Of the attempt that ended last. */
  busyMs: number | null;
}

import { isId } from '@effect-studio/kernel/ids';
import type { GivenUpRow } from '../persistence/workload-rows.ts';

/** A place in the list of what was given up. */
export const encodeCursor = ({ given_up_at, task_id }: GivenUpRow): string =>
  Buffer.from(`${given_up_at.toISOString()} ${task_id}`).toString('base64url');

/** Null: from the beginning, also for what is no cursor. */
export function decodeCursor(cursor: string | null): { at: Date; taskId: string } | null {
  if (!cursor) return null;
  const [at, taskId] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const moment = new Date(at ?? '');
  return isId(taskId) && !Number.isNaN(moment.getTime()) ? { at: moment, taskId } : null;
}

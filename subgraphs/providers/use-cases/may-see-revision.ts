import { type Caller, hasRole } from '@effect-studio/kernel/context';
import type { WorkflowRevision } from '../domain/workflow-revision.ts';

/** Whether somebody may see a revision: admins all, others what is published and what they handed in themselves. */
export const maySeeRevision = (
  caller: Caller,
  { status, createdBy }: Pick<WorkflowRevision, 'status' | 'createdBy'>,
): boolean =>
  status === 'PUBLISHED' ||
  hasRole(caller, 'admin') ||
  (createdBy !== null && createdBy === caller.subjectId);

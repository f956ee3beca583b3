import { useEffect, useRef } from 'react';
import { useSubscription } from 'urql';
import { WorkflowChangesDocument } from './effect-studio.graphql.ts';

/** Calls back whenever a revision or a trial of any workflow changed, and after a gap. */
export function useWorkflowChanges(onChange: () => void): void {
  const [{ data }] = useSubscription({ query: WorkflowChangesDocument });
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (data !== undefined) latest.current();
  }, [data]);
}

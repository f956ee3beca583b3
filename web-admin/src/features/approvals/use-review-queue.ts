import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { useEffect } from 'react';
import { useQuery, useSubscription } from 'urql';
import { ReviewQueueChangedDocument, ReviewQueueDocument } from './approvals.graphql.ts';

/** What waits for a decision, oldest first, live. */
export function useReviewQueue() {
  const [{ data, error }, read] = useQuery({ query: ReviewQueueDocument });
  useSubscription({ query: ReviewQueueChangedDocument });
  const connects = useConnects();
  useEffect(() => {
    if (connects > 0) read({ requestPolicy: 'network-only' });
  }, [connects, read]);
  return { items: data?.reviewQueue, error, retry: () => read({ requestPolicy: 'network-only' }) };
}

export type ReviewQueue = ReturnType<typeof useReviewQueue>;

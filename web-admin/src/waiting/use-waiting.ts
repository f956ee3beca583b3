import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { useSubscription } from 'urql';
import { BottleneckUpdatesDocument, ReviewQueueChangedDocument, WaitingDocument } from './waiting.graphql.ts';

/** How many things wait for a person, by place; live. */
export function useWaiting(): Readonly<Record<string, number>> {
  const { data } = useLiveQuery({ query: WaitingDocument, variables: {} });
  useSubscription({ query: ReviewQueueChangedDocument });
  useSubscription({ query: BottleneckUpdatesDocument });
  if (data === undefined) return {};
  const waiting = data.reviews.filter(({ status }) => status === 'WAITING');
  return {
    approvals: waiting.filter(({ kind }) => kind === 'RESULT').length,
    recommendations: waiting.filter(({ kind }) => kind === 'RECOMMENDATION').length,
    bottlenecks: data.bottlenecks.edges.filter(({ node }) => node.closedAt === null).length,
    gallery: data.effectReports.edges.length,
    'dead-letters': data.deadLetters.filter(({ state }) => state === 'DEAD').length,
  };
}

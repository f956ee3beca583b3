import { feed } from '@effect-studio/kernel/bus/event-feed';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import {
  WorkflowReviewRequested,
  WorkflowRevisionPublished,
  WorkflowRevisionRejected,
  WorkflowTrialRequested,
} from '@effect-studio/schema/events/providers';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { loadRevision, loadTrial } from './workflow-loaders.ts';

const WORKFLOW_EVENTS = [
  WorkflowReviewRequested,
  WorkflowRevisionPublished,
  WorkflowRevisionRejected,
  WorkflowTrialRequested,
].map((event) => event.type);

export const Subscription: SubscriptionResolvers = {
  workflowChanges: {
    subscribe: (_parent, { after }, ctx) =>
      feed(ctx.eventLog.follow({ types: WORKFLOW_EVENTS }, parsePosition(after)), async (event) => {
        // Read afresh for each event: a loader would remember what was before.
        ctx.loaders.clear();
        const { workflowId, revisionId, trialId } = event.payload as Record<string, string | undefined>;
        return {
          __typename: 'WorkflowChange' as const,
          cursor: event.position.toString(),
          workflowId: workflowId!,
          revision: revisionId ? await loadRevision(ctx, revisionId) : null,
          trial: trialId ? await loadTrial(ctx, trialId) : null,
        };
      }),
    resolve: (item: unknown) => item as never,
  },
};

import type { Things } from './root-cases.ts';

/** How an entity of somebody's is named, by its type; whoever knows the id can ask each context for its part of it. */
export const ENTITIES: Readonly<Record<string, (ids: Things) => Record<string, unknown>>> = {
  User: ({ userId }) => ({ id: userId }),
  Session: ({ sessionId }) => ({ id: sessionId }),
  MachineClient: ({ machineId }) => ({ id: machineId }),
  Wallet: ({ walletId }) => ({ id: walletId }),
  Video: ({ videoId }) => ({ id: videoId }),
  Upload: ({ uploadId }) => ({ id: uploadId }),
  Analysis: ({ analysisId }) => ({ id: analysisId }),
  Run: ({ runId, correlationId }) => ({ id: runId, correlationId }),
  PromptVariant: ({ variantId }) => ({ id: variantId }),
  Task: ({ taskId }) => ({ id: taskId }),
  Evaluation: ({ evaluationId }) => ({ id: evaluationId }),
  Notification: ({ notificationId }) => ({ id: notificationId }),
  ReviewItem: ({ reviewItemId }) => ({ id: reviewItemId }),
  RecommendationReview: ({ recommendationReviewId }) => ({ id: recommendationReviewId }),
  Recommendation: ({ recommendationId }) => ({ id: recommendationId }),
  Alert: ({ alertId }) => ({ id: alertId }),
  Bottleneck: ({ bottleneckId }) => ({ id: bottleneckId }),
  AutoAction: ({ actionId }) => ({ id: actionId }),
  Agent: ({ agentId }) => ({ id: agentId }),
  DeadLetter: ({ deadLetterId }) => ({ id: deadLetterId }),
  WorkflowDraft: ({ draftId }) => ({ id: draftId }),
  WorkflowTrial: ({ workflowTrialId }) => ({ id: workflowTrialId }),
};

/** Entities that are the same for everybody, each with the reason. */
export const SHARED_ENTITIES: ReadonlyMap<string, string> = new Map([
  ['Effect', 'the public gallery'],
  ['EffectRevision', 'the public gallery'],
  ['Provider', 'the catalogue of one platform'],
  ['Workflow', 'the catalogue of one platform'],
  ['EffectType', 'the catalogue of one platform'],
  [
    'FleetAction',
    'about fleets of one platform; row-level security leaves out those of another tenant; admins only',
  ],
  ['WorkflowRevision', 'the catalogue of one platform; of what is not published, makers see their own'],
  ['WorkflowReview', 'about the catalogue of one platform; admins of its author’s tenant only'],
  ['WorkflowCostEstimate', 'made of its own key and the prices of the caller’s tenant; admins only'],
  ['PromptTemplate', 'templates that everybody works with'],
]);

/** What people may know of each other, as `context Type`, each with the reason. */
export const KNOWN_IN_TENANT: ReadonlyMap<string, string> = new Map([
  ['identity User', 'a creator’s name stands beside their effects'],
]);

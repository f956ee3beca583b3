import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { onApprovalRequested } from './messaging/on-approval-requested.ts';
import { onRecommendationProposed } from './messaging/on-recommendation-proposed.ts';
import { onRecommendationWithdrawn } from './messaging/on-recommendation-withdrawn.ts';
import { onResultAndGallery } from './messaging/on-result-and-gallery.ts';
import { onRunEnded } from './messaging/on-run-ended.ts';
import { onTokensMoved } from './messaging/on-tokens-moved.ts';
import { onTokensRunningLow } from './messaging/on-tokens-running-low.ts';
import { onVideoRejected } from './messaging/on-video-rejected.ts';
import { onWorkflowReviewRequested } from './messaging/on-workflow-review-requested.ts';
import { personal } from './messaging/personal-data.ts';
import { GAUGES } from './persistence/gauges.ts';
import { inboxAndReviewQueue } from './persistence/migrations/0001-inbox-and-review-queue.ts';
import { recommendationReviews } from './persistence/migrations/0002-recommendation-reviews.ts';
import { workflowReviews } from './persistence/migrations/0003-workflow-reviews.ts';
import { channels } from './persistence/migrations/0004-channels.ts';
import { pushDevices } from './persistence/migrations/0005-push-devices.ts';
import { phones } from './persistence/migrations/0006-phones.ts';
import { claims } from './persistence/migrations/0007-claims.ts';
import {
  NoticeDelivery,
  Notification,
  RecommendationReview,
  Review,
  ReviewItem,
  WorkflowReview,
} from './resolvers/entities.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { Subscription } from './resolvers/subscription.ts';
import { deliverNoticeJobs } from './workers/deliver-notice.ts';
import { sendPhoneCodeJob } from './workers/send-phone-code.ts';
import { tellEndingTimer } from './workers/tell-ending.ts';
import { tellRefundTimer } from './workers/tell-refund.ts';

/** Who has not looked for a year will not. */
const YEAR_MS = 365 * 86_400_000;

/** Notifications (M9): what people are told, and what reviewers decide. */
export default defineSubgraph({
  name: 'notifications',
  module: 'M9',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query,
    Mutation,
    Subscription,
    NoticeDelivery,
    Notification,
    RecommendationReview,
    Review,
    ReviewItem,
    WorkflowReview,
  },
  entities: [],
  gauges: GAUGES,
  migrations: [
    inboxAndReviewQueue,
    recommendationReviews,
    workflowReviews,
    channels,
    pushDevices,
    phones,
    claims,
  ],
  retention: { tables: [{ table: 'notifications.notification', column: 'created_at', keepMs: YEAR_MS }] },
  consumers: [
    ...personal.consumers,
    onApprovalRequested,
    onRecommendationProposed,
    onRecommendationWithdrawn,
    onWorkflowReviewRequested,
    onVideoRejected,
    ...onRunEnded,
    ...onTokensMoved,
    onTokensRunningLow,
    ...onResultAndGallery,
  ],
  jobConcurrency: 4,
  // Attempts at deliveries wait for other machines, and must not keep notices from being written, nor each other.
  jobLanes: { mail: 8, push: 8, text: 4, code: 2 },
  jobs: [...personal.jobs, tellEndingTimer, tellRefundTimer, ...deliverNoticeJobs, sendPhoneCodeJob],
});

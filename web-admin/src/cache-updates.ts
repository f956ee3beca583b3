import type { Cache, UpdatesConfig } from '@urql/exchange-graphcache';
import type {
  DecideReviewMutation,
  ReviewQueueChangedSubscription,
  ReviewQueueQuery,
} from '../generated/graphql.ts';
import { ReviewQueueDocument } from './features/approvals/approvals.graphql.ts';

type Item = ReviewQueueQuery['reviewQueue'][number];

function changeQueue(cache: Cache, change: (items: readonly Item[]) => Item[]): void {
  cache.updateQuery<ReviewQueueQuery>({ query: ReviewQueueDocument }, (queue) =>
    queue === null ? null : { ...queue, reviewQueue: change(queue.reviewQueue) },
  );
}

/** Keeps the queue of what waits for a decision as the feed and one's own decisions leave it. */
export const cacheUpdates: UpdatesConfig = {
  Mutation: {
    decideReview({ decideReview }: DecideReviewMutation, _args, cache) {
      if (decideReview.__typename !== 'ReviewItem') return;
      changeQueue(cache, (items) => items.filter(({ id }) => id !== decideReview.id));
    },
  },
  Subscription: {
    reviewQueueChanged({ reviewQueueChanged: changed }: ReviewQueueChangedSubscription, _args, cache) {
      if (changed.__typename === 'Gap') {
        cache.invalidate('Query', 'reviewQueue', { status: 'WAITING' });
        return;
      }
      // The page shows results; recommendations have a page of their own.
      if (changed.__typename !== 'ReviewChange') return;
      const { reviewItem } = changed;
      changeQueue(cache, (items) => {
        const others = items.filter(({ id }) => id !== reviewItem.id);
        return reviewItem.status === 'WAITING' ? [...others, reviewItem] : others;
      });
    },
  },
};

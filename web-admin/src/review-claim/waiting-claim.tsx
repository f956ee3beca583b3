import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import classes from './claim-bar.module.css';
import { ClaimBar } from './claim-bar.tsx';
import { ReviewPlacesDocument } from './review-claim.graphql.ts';

/** The claim of an item that waits, found by its id; nothing once it left the queue. */
export function WaitingClaim({ reviewId, hasKey }: { reviewId: string; hasKey?: boolean }) {
  const { data } = useLiveQuery({ query: ReviewPlacesDocument, variables: {} });
  const item = data?.reviews.find(({ id }) => id === reviewId);
  if (item === undefined) return null;
  return (
    <>
      <ClaimBar item={item} myId={data?.me?.id ?? null} hasKey={hasKey} />
      {item.whyNotByYou && <p className={classes.note}>{item.whyNotByYou}</p>}
    </>
  );
}

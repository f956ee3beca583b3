import { ChangeList } from '@effect-studio/web-kit/definition/change-list.tsx';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { WorkflowReviewsQuery } from '../../../generated/graphql.ts';
import { WaitingClaim } from '../../review-claim/waiting-claim.tsx';
import { effectStudio as en } from '../../words/en/effect-studio.ts';
import { DecideRevisionDocument, WorkflowReviewsDocument } from './effect-studio.graphql.ts';
import classes from './effect-studio.module.css';
import { useWorkflowChanges } from './use-workflow-changes.ts';

type Review = Extract<WorkflowReviewsQuery['reviews'][number], { __typename: 'WorkflowReview' }>;

/** Revisions that were handed in: what they change, and the decision that publishes them. */
export function ReviewPanel() {
  const answer = useLiveQuery({ query: WorkflowReviewsDocument, variables: {} });
  useWorkflowChanges(answer.retry);
  return (
    <AnswerView answer={answer} what={en.theRevisionsInReviewCould} rows={2}>
      {({ reviews }) => {
        const waiting = reviews.filter((one): one is Review => one.__typename === 'WorkflowReview');
        if (waiting.length === 0) return null;
        return (
          <Panel title={en.waitingForAReviewer} isStale={answer.isStale}>
            <ul className={classes.trials}>
              {waiting.map((review) => (
                <WaitingRevision key={review.id} review={review} onDecided={answer.retry} />
              ))}
            </ul>
          </Panel>
        );
      }}
    </AnswerView>
  );
}

function WaitingRevision({ review, onDecided }: { review: Review; onDecided: () => void }) {
  const decide = useCommand(DecideRevisionDocument);
  const [asks, setAsks] = useState<'approve' | 'reject' | null>(null);
  const send = async (isApproved: boolean, reason: string) => {
    const input = { reviewItemId: review.id, isApproved, reason: isApproved ? undefined : reason };
    if ((await decide.act(input)) === null) return;
    setAsks(null);
    onDecided();
  };
  return (
    <li>
      <div className={classes.row}>
        <a href={hashHref('studio', 'workflows', review.revision.workflowId)}>{review.title}</a>
        <span className={classes.muted}>
          {review.submittedBy.displayName}, <When at={review.createdAt} />
        </span>
      </div>
      <p>{`“${review.note}”`}</p>
      <ChangeList changes={review.revision.changes} />
      <WaitingClaim reviewId={review.id} hasKey={false} />
      <div className={classes.row}>
        <Button size="compact-sm" onClick={() => setAsks('approve')}>
          {en.publishIt}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsks('reject')}>
          {en.reject}
        </Button>
      </div>
      <DecisionDialog
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        title={asks === 'reject' ? en.rejectThisRevision : en.publishThisRevision}
        confirm={asks === 'reject' ? en.rejectIt : en.publishIt}
        isDangerous={asks === 'reject'}
        reasonLabel={asks === 'reject' ? en.whyItsAuthorReadsIt : undefined}
        problem={decide.problem}
        isBusy={decide.isBusy}
        onConfirm={(reason) => void send(asks === 'approve', reason)}
      >
        <p>{en.newRunsUseAPublished}</p>
      </DecisionDialog>
    </li>
  );
}

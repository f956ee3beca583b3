import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Button, Menu } from '@mantine/core';
import { IconCheck, IconClockPause, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { DAY_MS } from '../../parts/spans.ts';
import split from '../../parts/split.module.css';
import { WaitingClaim } from '../../review-claim/waiting-claim.tsx';
import { recommendations as en } from '../../words/en/recommendations.ts';
import {
  DecideRecommendationDocument,
  MarkAppliedDocument,
  SnoozeReviewDocument,
} from './recommendations.graphql.ts';
import type { Recommendation } from './recommendations-page.tsx';

interface RecommendationDecisionProps {
  recommendation: Recommendation;
  reviewId: string | null;
}

/** What can be done about it now: decide, put off, or tell that it was carried out. */
export function RecommendationDecision({ recommendation, reviewId }: RecommendationDecisionProps) {
  if (reviewId !== null) return <Decide title={recommendation.title} reviewId={reviewId} />;
  if (recommendation.state === 'APPROVED') return <MarkApplied id={recommendation.id} />;
  return null;
}

function Decide({ title, reviewId }: { title: string; reviewId: string }) {
  const decide = useCommand(DecideRecommendationDocument);
  const snooze = useCommand(SnoozeReviewDocument);
  const [asks, setAsks] = useState<'approve' | 'reject' | null>(null);
  const decided = async (isApproved: boolean, reason: string) => {
    const answer = await decide.act({
      reviewItemId: reviewId,
      isApproved,
      reason: isApproved ? undefined : reason,
    });
    if (answer !== null) setAsks(null);
  };
  useHotkeys({ a: () => setAsks('approve'), r: () => setAsks('reject') });
  return (
    <>
      {snooze.problem !== null && <ProblemNote {...snooze.problem} />}
      <WaitingClaim reviewId={reviewId} />
      <div className={split.bar}>
        <span className={split.meta}>
          <kbd>a</kbd>
          {en.approve}
          <kbd>r</kbd>
          {en.reject}
          <kbd>j</kbd> <kbd>k</kbd>
          {en.nextAndBack}
        </span>
        <Menu position="top-end" shadow="xl">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconClockPause size={15} aria-hidden />}
              loading={snooze.isBusy}
            >
              {en.snooze}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {[1, 7, 30].map((days) => (
              <Menu.Item
                key={days}
                onClick={() =>
                  void snooze.act({
                    reviewItemId: reviewId,
                    until: new Date(Date.now() + days * DAY_MS).toISOString(),
                  })
                }
              >
                {days === 1 ? en.aDay : en.days(days)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="default"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() => setAsks('reject')}
        >
          {en.reject2}
        </Button>
        <Button leftSection={<IconCheck size={15} aria-hidden />} onClick={() => setAsks('approve')}>
          {en.approve2}
        </Button>
      </div>
      <DecisionDialog
        isOpen={asks === 'approve'}
        onClose={() => setAsks(null)}
        title={en.approveThisChange}
        confirm={en.approve2}
        problem={decide.problem}
        isBusy={decide.isBusy}
        onConfirm={() => void decided(true, '')}
      >
        <p>{en.whereTheStudioCanIt(title)}</p>
      </DecisionDialog>
      <DecisionDialog
        isOpen={asks === 'reject'}
        onClose={() => setAsks(null)}
        title={en.rejectThisChange}
        confirm={en.reject2}
        isDangerous
        reasonLabel={en.whyItIsKeptWith}
        problem={decide.problem}
        isBusy={decide.isBusy}
        onConfirm={(reason) => void decided(false, reason)}
      >
        <p>{title}.</p>
      </DecisionDialog>
    </>
  );
}

function MarkApplied({ id }: { id: string }) {
  const mark = useCommand(MarkAppliedDocument);
  return (
    <>
      {mark.problem !== null && <ProblemNote {...mark.problem} />}
      <div className={split.bar}>
        <span>{en.followTheStepsThenSay}</span>
        <Button loading={mark.isBusy} onClick={() => void mark.act({ recommendationId: id })}>
          {en.itWasCarriedOut}
        </Button>
      </div>
    </>
  );
}

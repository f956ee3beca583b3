import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Button, Kbd } from '@mantine/core';
import { reviewClaim as en } from '../words/en/review-claim.ts';
import classes from './claim-bar.module.css';
import { ClaimReviewDocument, ReleaseReviewDocument } from './review-claim.graphql.ts';
import { claimNow, isLate, type ReviewPlace } from './review-place.ts';

interface ClaimBarProps {
  item: ReviewPlace;
  myId: string | null;
  /** `c` takes it: where one item is shown alone. */
  hasKey?: boolean;
}

/** Who looks at the item, how long it has waited, and whether a second person is needed. */
export function ClaimBar({ item, myId, hasKey = true }: ClaimBarProps) {
  const claim = useCommand(ClaimReviewDocument);
  const release = useCommand(ReleaseReviewDocument);
  const now = new Date();
  const holder = claimNow(item, now);
  const isMine = holder !== null && holder.id === myId;
  const isFree = holder === null;
  const take = () => void claim.act({ reviewItemId: item.id });
  useHotkeys({ c: take }, isFree && hasKey);
  const problem = claim.problem ?? release.problem;
  return (
    <div className={classes.bar}>
      {problem !== null && <ProblemNote {...problem} />}
      <div className={classes.row}>
        <span title={formatMoment(item.createdAt)}>
          {en.waitsSince}
          <When at={item.createdAt} />
        </span>
        {isLate(item, now) && <Chip tone="bad">{en.tooLong}</Chip>}
        {item.approvalsNeeded > 1 && (
          <Chip tone="warn">
            {item.firstApprovedBy ? en.approvedFirstBy(item.firstApprovedBy.displayName) : en.needsTwoPeople}
          </Chip>
        )}
        {holder !== null && (
          <Chip tone={isMine ? 'accent' : 'warn'}>
            {isMine ? en.youLookAtIt : en.looksAtIt(holder.displayName)}
          </Chip>
        )}
        {isFree && (
          <Button
            size="compact-sm"
            variant="default"
            loading={claim.isBusy}
            rightSection={hasKey ? <Kbd size="xs">C</Kbd> : undefined}
            onClick={take}
          >
            {en.takeIt}
          </Button>
        )}
        {isMine && (
          <Button
            size="compact-sm"
            variant="default"
            loading={release.isBusy}
            onClick={() => void release.act({ reviewItemId: item.id })}
          >
            {en.giveItBack}
          </Button>
        )}
      </div>
    </div>
  );
}

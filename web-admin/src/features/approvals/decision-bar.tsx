import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { Button, Checkbox, Kbd, Textarea } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { approvals as en } from '../../words/en/approvals.ts';
import { DecideReviewDocument } from './approvals.graphql.ts';
import classes from './decision-bar.module.css';

type Problem = { humanReadableCause: string; suggestedAction: string };

interface DecisionBarProps {
  itemId: string;
  title: string;
  /** Why somebody else has to approve it; null when the viewer may. */
  whyNotByYou: string | null;
  onDecided: () => void;
}

/** Approve, or reject with a reason that the creator is told. */
export function DecisionBar({ itemId, title, whyNotByYou, onDecided }: DecisionBarProps) {
  const [{ fetching }, decide] = useMutation(DecideReviewDocument);
  const [isRejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState('');
  const [isRefunded, setRefunded] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send(isApproved: boolean): Promise<void> {
    if (fetching) return;
    setProblem(null);
    const rejection = isApproved
      ? {}
      : { reason: reason.trim(), refund: isRefunded ? ('FULL' as const) : ('NONE' as const) };
    const { data } = await decide({
      input: { reviewItemId: itemId, isApproved, ...rejection, idempotencyKey: uuidV7() },
    });
    if (data === undefined)
      setProblem({
        humanReadableCause: en.theStudioDidNotAnswer,
        suggestedAction: en.lookAtTheQueueThen,
      });
    else if ('humanReadableCause' in data.decideReview) setProblem(data.decideReview);
    // After the first of two approvals it waits for the second.
    else if (data.decideReview.__typename !== 'ReviewItem' || data.decideReview.status !== 'WAITING')
      onDecided();
  }
  const approve = () => {
    if (whyNotByYou === null) void send(true);
  };
  useHotkeys({ a: approve, r: () => setRejecting(true) }, !isRejecting);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '') void send(false);
  };

  return (
    <div className={classes.bar}>
      {problem !== null && <ProblemNote {...problem} />}
      {whyNotByYou !== null && <p className={classes.note}>{whyNotByYou}</p>}
      {isRejecting ? (
        <form
          className={classes.form}
          onSubmit={onSubmit}
          onKeyDown={(event) => event.key === 'Escape' && setRejecting(false)}
        >
          <Textarea
            label={en.whyIsRejected(title)}
            description={en.theCreatorReadsThis}
            autosize
            minRows={2}
            autoFocus
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Checkbox
            label={en.giveTheTokensBack}
            checked={isRefunded}
            onChange={(event) => setRefunded(event.currentTarget.checked)}
          />
          <div className={classes.row}>
            <Button variant="default" onClick={() => setRejecting(false)}>
              {en.back}
            </Button>
            <Button type="submit" color="red.8" loading={fetching} disabled={reason.trim() === ''}>
              {en.rejectWithThisReason}
            </Button>
          </div>
        </form>
      ) : (
        <div className={classes.row}>
          <Button
            variant="default"
            leftSection={<IconX size={16} aria-hidden />}
            rightSection={<Kbd size="xs">R</Kbd>}
            onClick={() => setRejecting(true)}
          >
            {en.reject2}
          </Button>
          <Button
            leftSection={<IconCheck size={16} aria-hidden />}
            rightSection={<span className={classes.key}>A</span>}
            loading={fetching}
            disabled={whyNotByYou !== null}
            onClick={approve}
          >
            {en.approveAndPublish}
          </Button>
        </div>
      )}
    </div>
  );
}

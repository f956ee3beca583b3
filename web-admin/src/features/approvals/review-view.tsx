import { formatMoment, formatScore } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { QualityBars } from '@effect-studio/web-kit/ui/quality-bars.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useQuery } from 'urql';
import type { ReviewQuery } from '../../../generated/graphql.ts';
import { ClaimBar } from '../../review-claim/claim-bar.tsx';
import { approvals as en } from '../../words/en/approvals.ts';
import { ReviewDocument } from './approvals.graphql.ts';
import { DecisionBar } from './decision-bar.tsx';
import { HouseChecksPanel } from './house-checks-panel.tsx';
import { NearDuplicatesPanel } from './near-duplicates-panel.tsx';
import { ReviewStage } from './review-stage.tsx';
import classes from './review-view.module.css';
import { StatementPanel } from './statement-panel.tsx';

interface ReviewViewProps {
  id: string;
  onDecided: () => void;
}

/** One result with everything that a decision needs. */
export function ReviewView({ id, onDecided }: ReviewViewProps) {
  const [{ data, error }, read] = useQuery({ query: ReviewDocument, variables: { id } });
  const item = data?.reviewItem;
  if (data === undefined) {
    if (error === undefined) return <Loading rows={3} rowHeight={140} />;
    return <Fault what={en.theResultCouldNotBe} error={error} onRetry={() => read()} />;
  }
  if (!item) return <Empty title={en.thisResultIsNotIn} />;
  return (
    <article className={classes.view} aria-label={item.title}>
      <div className={classes.main}>
        <ReviewStage item={item} />
        {item.status === 'WAITING' && <ClaimBar item={item} myId={data.me?.id ?? null} />}
        {item.status === 'WAITING' ? (
          <DecisionBar
            itemId={item.id}
            title={item.title}
            whyNotByYou={item.whyNotByYou ?? null}
            onDecided={onDecided}
          />
        ) : (
          <Decided item={item} />
        )}
      </div>
      <div className={classes.facts}>
        <Panel
          title={item.title}
          action={
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconListDetails size={14} aria-hidden />}
              component="a"
              href={hashHref('runs', item.run.id)}
            >
              {en.itsStory}
            </Button>
          }
        >
          <div className={classes.chips}>
            <Chip tone="accent">{item.effectType.title}</Chip>
            <Chip tone="neutral">
              {item.provider.name} · {item.workflow.variant.toLowerCase()}
            </Chip>
          </div>
          <dl className={classes.words}>
            <dt>{en.workflow}</dt>
            <dd>{item.workflow.title}</dd>
            <dt>{en.wishOf(item.run.owner.displayName)}</dt>
            <dd>{item.wish || en.noneGiven}</dd>
            {item.run.promptVariants.slice(0, 1).map(({ id: promptId, text }) => (
              <div key={promptId}>
                <dt>{en.prompt}</dt>
                <dd>{text}</dd>
              </div>
            ))}
            <dt>{en.publicPreview}</dt>
            <dd>{previewWords(item.run)}</dd>
          </dl>
        </Panel>
        <NearDuplicatesPanel item={item} />
        <HouseChecksPanel item={item} />
        <QualityPanel item={item} />
        <StatementPanel statement={item.run.statement ?? null} />
      </div>
    </article>
  );
}

export type ReviewItem = NonNullable<ReviewQuery['reviewItem']>;

function QualityPanel({ item }: { item: ReviewItem }) {
  const quality = item.run.winner?.task.evaluation?.quality;
  const { qualityFloor } = item.effectType;
  const isOver = item.composite >= qualityFloor;
  return (
    <Panel title={en.quality} note={en.floor(formatScore(qualityFloor))}>
      <p className={classes.composite}>
        <strong>{formatScore(item.composite)}</strong>
        {en.fullLength}
        <Chip tone={isOver ? 'good' : 'bad'}>{isOver ? en.overTheFloor : en.underTheFloor}</Chip>
      </p>
      {quality ? <QualityBars quality={quality} /> : <p className={classes.muted}>{en.thePartsAreNotOn}</p>}
    </Panel>
  );
}

function Decided({ item: { status, reason, decidedAt, decidedBy } }: { item: ReviewItem }) {
  const words = {
    APPROVED: 'Approved',
    REJECTED: 'Rejected',
    SUPERSEDED: 'Replaced: the creator chose another version',
    WITHDRAWN: 'Withdrawn: the run ended first',
    WAITING: 'Waiting',
  };
  return (
    <div className={classes.decided} role="status">
      <Chip tone={status === 'APPROVED' ? 'good' : status === 'REJECTED' ? 'bad' : 'neutral'}>
        {words[status]}
      </Chip>
      {decidedBy && en.by(decidedBy.displayName)}
      {decidedAt && `, ${formatMoment(decidedAt)}`}
      {reason && `: ${reason}`}
    </div>
  );
}

/** What the gallery will show of it; without consent nothing is rendered on other footage. */
function previewWords({ consentPublicPreview, footage }: ReviewItem['run']): string {
  if (footage.isHouseClip) return 'The result, on a house clip';
  return consentPublicPreview
    ? "The result, on the creator's own footage, as agreed"
    : 'None: the footage stays private';
}

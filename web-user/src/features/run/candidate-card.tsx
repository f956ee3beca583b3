import { formatDuration, formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { ProgressRing } from '@effect-studio/web-kit/ui/progress-ring.tsx';
import { QualityBars } from '@effect-studio/web-kit/ui/quality-bars.tsx';
import { IconLoader2 } from '@tabler/icons-react';
import type { CandidatePartsFragment } from '../../../generated/graphql.ts';
import { type FragmentType, readFragment } from '../../../generated/index.ts';
import { run as en } from '../../words/en/run.ts';
import classes from './candidate-card.module.css';
import { CandidateParts } from './run.graphql.ts';

interface CandidateCardProps {
  candidate: FragmentType<typeof CandidateParts>;
  /** A picture of the work as it stands; null while there is none. */
  previewUrl: string | null;
  isShown: boolean;
  isWinner: boolean;
  /** What a clip in this look costs, in tokens; null while it is not known. */
  priceTokens: number | null;
  onShow: () => void;
}

/** One engine's version: picture, quality in four bars, time, price, and its place. */
export function CandidateCard(props: CandidateCardProps) {
  const { candidate, previewUrl, isShown, isWinner, priceTokens, onShow } = props;
  const {
    outputUrl,
    provider,
    effectType,
    composite,
    rank,
    role,
    status: lastStatus,
    durationMs,
    task,
    failureCause,
  } = readFragment(CandidateParts, candidate);
  const quality = task.evaluation?.quality;
  // Progress ticks arrive before the state of the leg is read again.
  const status = lastStatus === 'WAITING' && (task.progress ?? 0) > 0 ? 'RENDERING' : lastStatus;
  return (
    <li className={classes.card} data-shown={isShown || undefined} data-dim={isOver(status) || undefined}>
      {outputUrl !== null && outputUrl !== undefined && (
        <button type="button" className={classes.show} aria-pressed={isShown} onClick={onShow}>
          <span className="es-unseen">{en.showTheVersionOf(provider.name)}</span>
        </button>
      )}
      <div className={classes.picture}>
        {outputUrl ? (
          <video src={outputUrl} muted playsInline preload="metadata" aria-hidden tabIndex={-1} />
        ) : (
          status === 'RENDERING' && (
            <>
              {previewUrl !== null && (
                <img className={classes.preview} src={previewUrl} alt={en.asItStandsWith(provider.name)} />
              )}
              <ProgressRing share={task.progress ?? null} label={en.renders(provider.name)} />
            </>
          )
        )}
        {(isWinner || rank === 1) && (
          <span className={classes.badge}>{isWinner && rank !== 1 ? en.yourChoice : en.bestMatch}</span>
        )}
      </div>
      <div className={classes.facts}>
        <div className={classes.name}>
          <strong>{provider.name}</strong>
          {composite === null || composite === undefined ? (
            <StatusChip status={status} />
          ) : (
            <span className={classes.score} title={en.qualityOf100}>
              {formatScore(composite)}
            </span>
          )}
        </div>
        {quality ? (
          <QualityBars quality={quality} />
        ) : failureCause ? (
          <p className={classes.cause}>{failureCause}</p>
        ) : (
          <div className={classes.pending} aria-hidden />
        )}
        <div className={classes.foot}>
          <span>
            {effectType.title}
            {durationMs != null && <span title={en.timeOfTheMachine}> · {formatDuration(durationMs)}</span>}
            {priceTokens !== null && (
              <span title={en.whatAClipInThisLook}> · {formatTokens(priceTokens)}</span>
            )}
          </span>
          {role === 'EXPLORATION' ? (
            <Chip tone="explore">{en.exploration}</Chip>
          ) : (
            rank !== null && rank !== undefined && <span>{en.place(rank)}</span>
          )}
        </div>
      </div>
    </li>
  );
}

type Status = CandidatePartsFragment['status'];

const isOver = (status: Status): boolean => status === 'FAILED' || status === 'CANCELLED';

function StatusChip({ status }: { status: Status }) {
  const busy = <IconLoader2 size={12} className={classes.turning} aria-hidden />;
  switch (status) {
    case 'WAITING':
      return <Chip tone="neutral">{en.waiting}</Chip>;
    case 'RENDERING':
      return (
        <Chip tone="accent" icon={busy}>
          {en.rendering}
        </Chip>
      );
    case 'JUDGING':
      return (
        <Chip tone="accent" icon={busy}>
          {en.checking}
        </Chip>
      );
    case 'DONE':
      return <Chip tone="good">{en.done}</Chip>;
    case 'FAILED':
      return <Chip tone="bad">{en.failed}</Chip>;
    case 'CANCELLED':
      return <Chip tone="neutral">{en.cancelled}</Chip>;
  }
}

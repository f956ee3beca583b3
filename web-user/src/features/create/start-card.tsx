import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, Checkbox } from '@mantine/core';
import { IconPoint, IconSparkles } from '@tabler/icons-react';
import { create as en } from '../../words/en/create.ts';
import classes from './start-card.module.css';
import type { UploadProblem } from './upload-clip.ts';

interface StartCardProps {
  quote: { amountTokens: number; availableTokens: number } | null;
  reasons: string[];
  problem: UploadProblem | null;
  /** Null when the footage is a house clip, which anyone may see. */
  consent: { isGiven: boolean; onChange: (isGiven: boolean) => void } | null;
  /** What is paid and when, where it is not as usual. */
  terms?: string;
  /** Runs that are started at once; default 1. */
  runCount?: number;
  isStarting: boolean;
  onStart: () => void;
}

/** Price, balance, consent and Start; while it cannot be started it says why. */
export function StartCard({
  quote,
  reasons,
  problem,
  consent,
  terms,
  runCount = 1,
  isStarting,
  onStart,
}: StartCardProps) {
  const left = quote === null ? null : quote.availableTokens - quote.amountTokens;
  return (
    <aside className={classes.card} aria-label={en.priceAndStart}>
      <dl className={classes.lines}>
        <div className={classes.price}>
          <dt>{runCount === 1 ? en.thisRun : en.theseRuns(runCount)}</dt>
          <dd>{quote === null ? '—' : formatTokens(quote.amountTokens)}</dd>
        </div>
        <div>
          <dt>{en.yourWallet}</dt>
          <dd>{quote === null ? '—' : formatTokens(quote.availableTokens)}</dd>
        </div>
        <div>
          <dt>{en.leftAfterIt}</dt>
          <dd data-short={(left !== null && left < 0) || undefined}>
            {left === null ? '—' : formatTokens(left)}
          </dd>
        </div>
      </dl>
      <p className={classes.terms}>{terms ?? en.onePriceHoweverManyEngines}</p>
      {terms !== undefined ? null : consent === null ? (
        <p className={classes.terms}>{en.ifItGetsIntoThe}</p>
      ) : (
        <Checkbox
          label={en.inTheGalleryEveryoneMay}
          description={en.otherwiseItIsListedThere}
          checked={consent.isGiven}
          onChange={(event) => consent.onChange(event.currentTarget.checked)}
        />
      )}
      {left !== null && left < 0 && (
        <p className={classes.terms}>
          <a href={hashHref('wallet')}>{en.lookAtYourWallet}</a>
        </p>
      )}
      {problem !== null && <ProblemNote {...problem} />}
      <Button
        size="lg"
        fullWidth
        leftSection={<IconSparkles size={18} aria-hidden />}
        disabled={reasons.length > 0}
        loading={isStarting}
        onClick={onStart}
        aria-describedby="start-reasons"
      >
        {en.start}
      </Button>
      <ul id="start-reasons" className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>
            <IconPoint size={14} aria-hidden />
            {reason}
          </li>
        ))}
      </ul>
    </aside>
  );
}

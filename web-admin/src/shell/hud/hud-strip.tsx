import { formatPercent, formatUsd, formatUsdPerHour, MISSING } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Changing } from '@effect-studio/web-kit/ui/changing.tsx';
import { Delta } from '@effect-studio/web-kit/ui/delta.tsx';
import { LiveDot } from '@effect-studio/web-kit/ui/live-dot.tsx';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MarginWindow } from '../../../generated/graphql.ts';
import { hud as en } from '../../words/en/hud.ts';
import classes from './hud-strip.module.css';
import type { HudFeed } from './use-hud.ts';

const WINDOWS = [
  { value: 'HOUR', label: '1h' },
  { value: 'DAY', label: '24h' },
  { value: 'WEEK', label: '7d' },
] satisfies { value: MarginWindow; label: string }[];

interface HudStripProps {
  feed: HudFeed;
  window: MarginWindow;
  onWindow: (window: MarginWindow) => void;
}

/** The state of the business in one line, on every page; each figure leads to the page behind it. */
export function HudStrip({ feed: { hud, isStale }, window, onWindow }: HudStripProps) {
  const margin = hud?.total.margin;
  const band = hud?.forecast.marginBand;
  return (
    <header className={classes.strip}>
      <dl className={classes.cells} data-stale={isStale || undefined}>
        <Cell name={en.margin} to={['margin']} hint={missingMargin(hud)} isHero>
          <span data-tone={margin != null && margin < 0 ? 'bad' : undefined}>
            <Changing value={formatPercent(margin)} />
          </span>{' '}
          <Delta change={hud?.marginChange} />
        </Cell>
        <Cell name={en.burnRate} to={['why']}>
          <Changing value={hud === null ? MISSING : formatUsdPerHour(hud.burnNanoUsdPerHour)} />
        </Cell>
        <Cell name={en.revenue} to={['margin']}>
          <Changing value={hud === null ? MISSING : formatUsd(hud.total.revenueNanoUsd)} />
        </Cell>
        <Cell name={en.cost} to={['why']} isExtra>
          <Changing value={hud === null ? MISSING : formatUsd(hud.total.costNanoUsd, 'unit')} />
        </Cell>
        <Cell name={en.forecast24h} to={['margin']} hint={hud?.forecast.reason}>
          <Changing value={formatPercent(hud?.forecast.margin)} />{' '}
          {band && (
            <small>
              {formatPercent(band.lower)} – {formatPercent(band.upper)}
            </small>
          )}
        </Cell>
        <Cell name={en.exploration} to={['exploration']} hint={en.shareOfTheCostThat}>
          <Changing value={formatPercent(hud?.explorationShare)} /> <small>{en.ofCost}</small>
        </Cell>
        {hud !== null && hud.total.unpricedCount > 0 && (
          <Cell name={en.unpriced} to={['pricing']} hint={en.attemptsWhoseCostIsNot}>
            {hud.total.unpricedCount}
          </Cell>
        )}
      </dl>
      <div className={classes.side}>
        <LiveDot />
        <SegmentedControl
          size="xs"
          aria-label={en.window}
          value={window}
          data={WINDOWS}
          onChange={(value) => onWindow(WINDOWS.find((known) => known.value === value)?.value ?? 'DAY')}
        />
      </div>
    </header>
  );
}

function missingMargin(hud: HudFeed['hud']): string | undefined {
  if (hud === null || hud.total.margin != null) return undefined;
  return hud.total.unpricedCount > 0 ? 'Some costs are not known yet' : 'No runs in this window';
}

interface CellProps {
  name: string;
  to: string[];
  hint?: string;
  isHero?: boolean;
  /** Left out where there is little room. */
  isExtra?: boolean;
  children: ReactNode;
}

function Cell({ name, to, hint, isHero, isExtra, children }: CellProps) {
  return (
    <div
      className={classes.cell}
      data-hero={isHero || undefined}
      data-extra={isExtra || undefined}
      title={hint}
    >
      <dt>
        <a href={hashHref(...to)}>{name}</a>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

import { formatPercent, formatUsd, formatUsdPerHour, MISSING } from '@effect-studio/web-kit/format.ts';
import { Delta } from '@effect-studio/web-kit/ui/delta.tsx';
import { LiveDot } from '@effect-studio/web-kit/ui/live-dot.tsx';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MarginWindow } from '../../generated/graphql.ts';
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

/** The state of the business in one line, on every page. */
export function HudStrip({ feed: { hud, isStale }, window, onWindow }: HudStripProps) {
  const margin = hud?.total.margin;
  return (
    <header className={classes.strip}>
      <dl className={classes.cells} data-stale={isStale || undefined}>
        <Cell name="Margin" hint={missingMargin(hud)} isHero>
          <span data-tone={margin != null && margin < 0 ? 'bad' : undefined}>{formatPercent(margin)}</span>{' '}
          <Delta change={hud?.marginChange} />
        </Cell>
        <Cell name="Burn rate">{hud === null ? MISSING : formatUsdPerHour(hud.burnNanoUsdPerHour)}</Cell>
        <Cell name="Revenue">{hud === null ? MISSING : formatUsd(hud.total.revenueNanoUsd)}</Cell>
        <Cell name="Cost">{hud === null ? MISSING : formatUsd(hud.total.costNanoUsd, 'unit')}</Cell>
        <Cell name="Exploration" hint="Share of the cost that went to losing, shadow and exploration legs">
          {formatPercent(hud?.explorationShare)} <small>of cost</small>
        </Cell>
        {hud !== null && hud.total.unpricedCount > 0 && (
          <Cell name="Unpriced" hint="Attempts whose cost is not known yet">
            {hud.total.unpricedCount}
          </Cell>
        )}
      </dl>
      <div className={classes.side}>
        <LiveDot />
        <SegmentedControl
          size="xs"
          aria-label="Window"
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
  hint?: string;
  isHero?: boolean;
  children: ReactNode;
}

function Cell({ name, hint, isHero, children }: CellProps) {
  return (
    <div className={classes.cell} data-hero={isHero || undefined} title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { StreamChart, type StreamPoint } from '@effect-studio/web-kit/charts/stream-chart.tsx';
import { formatClock, formatPercent } from '@effect-studio/web-kit/format.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useNow } from '@effect-studio/web-kit/use-now.ts';
import { Button } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useState } from 'react';
import { seriesSummary } from '../../hud/margin-series.ts';
import type { HudFeed } from '../../hud/use-hud.ts';
import tables from '../../table.module.css';
import classes from './live-margin.module.css';

interface LiveMarginProps {
  feed: HudFeed;
  words: string;
  className?: string;
}

/** The margin as it arrives, as a line or as a table. */
export function LiveMargin({
  feed: { hud, series, error, isStale, retry },
  words,
  className,
}: LiveMarginProps) {
  const [isTable, setTable] = useState(false);
  const now = useNow(1000, isStale);
  const isEmpty = series.every(({ value }) => value === null);
  return (
    <Panel
      title="Margin, live"
      note={`of the ${words}, as received since this page was opened`}
      className={className}
      isStale={isStale}
      action={
        !isEmpty && (
          <Button size="compact-xs" variant="subtle" onClick={() => setTable(!isTable)}>
            {isTable ? 'View as chart' : 'View as table'}
          </Button>
        )
      }
    >
      {hud === null && error !== undefined ? (
        <Fault what="The margin could not be loaded" error={error} onRetry={retry} />
      ) : hud === null ? (
        <Loading rows={1} rowHeight={230} />
      ) : isEmpty ? (
        <Empty
          icon={<IconChartLine size={20} aria-hidden />}
          title="First margin appears after the first settled run"
        >
          {hud.total.unpricedCount > 0
            ? `${hud.total.unpricedCount} attempts have no price yet, so the margin is not known.`
            : `No run was charged in the ${words}. A longer window may hold some.`}
        </Empty>
      ) : isTable ? (
        <PointTable series={series} />
      ) : (
        <figure>
          <StreamChart points={series} now={now} />
          <figcaption className={classes.summary}>{seriesSummary(series, formatPercent)}</figcaption>
        </figure>
      )}
    </Panel>
  );
}

function PointTable({ series }: { series: readonly StreamPoint[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={classes.points} tabIndex={0} aria-label="Margin values">
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" className={tables.number}>
              Margin
            </th>
          </tr>
        </thead>
        <tbody>
          {[...series].reverse().map(({ at, value }) => (
            <tr key={at}>
              <td className="es-numbers">{formatClock(new Date(at * 1000))}</td>
              <td className={tables.number}>{formatPercent(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

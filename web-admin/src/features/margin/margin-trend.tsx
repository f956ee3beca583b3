import { StreamChart } from '@effect-studio/web-kit/charts/stream-chart.tsx';
import { TimeChart } from '@effect-studio/web-kit/charts/time-chart.tsx';
import { formatPercent } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useNow } from '@effect-studio/web-kit/use-now.ts';
import { SegmentedControl } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { DAY_MS, useSpan, WINDOW_WORDS } from '../../parts/spans.ts';
import { seriesSummary } from '../../shell/hud/margin-series.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { MarginHistoryDocument, PointParts } from './margin.graphql.ts';
import { withForecast } from './with-forecast.ts';

/** The margin over time with what is expected of the next day, or as it arrives. */
export function MarginTrend({ className }: { className?: string }) {
  const [view, setView] = useState('hours');
  const { feed } = useBusiness();
  return (
    <Panel
      title={view === 'hours' ? en.marginByTheHour : en.marginLive}
      note={view === 'hours' ? en.forecastConeTo24h : en.asReceivedSinceThisPage}
      className={className}
      isStale={feed.isStale}
      action={
        <SegmentedControl
          size="xs"
          aria-label={en.whatTheChartShows}
          value={view}
          onChange={setView}
          data={[
            { value: 'hours', label: en.byTheHour },
            { value: 'live', label: en.live },
          ]}
        />
      }
    >
      {view === 'hours' ? <Hours /> : <LiveLine />}
    </Panel>
  );
}

function Hours() {
  const { window, feed } = useBusiness();
  const span = useSpan(window === 'WEEK' ? 7 * DAY_MS : DAY_MS);
  const answer = useLiveQuery({ query: MarginHistoryDocument, variables: { span, step: 'HOUR' } });
  return (
    <AnswerView answer={answer} what={en.theHistoryCouldNotBe} rows={1} rowHeight={240}>
      {({ marginHistory }) =>
        isProblem(marginHistory) ? (
          <ProblemNote {...marginHistory} />
        ) : (
          <HoursChart points={readFragment(PointParts, marginHistory.points)} hud={feed.hud} />
        )
      }
    </AnswerView>
  );
}

function HoursChart({
  points,
  hud,
}: {
  points: readonly { at: string; margin: { margin?: number | null } }[];
  hud: HudPartsFragment | null;
}) {
  // Compared by value: each push of the HUD brings a new object, and a new drawing makes the whole chart anew.
  const forecast = useSame(hud?.forecast ?? null);
  const drawn = useMemo(() => withForecast(points, forecast), [points, forecast]);
  if (points.every(({ margin }) => margin.margin == null)) {
    return (
      <Empty icon={<IconChartLine size={20} aria-hidden />} title={en.firstMarginAppearsAfterThe}>
        {en.noRunWasChargedIn}
      </Empty>
    );
  }
  return <TimeChart {...drawn} format={formatPercent} height={232} />;
}

function LiveLine() {
  const { window, feed } = useBusiness();
  const { series, hud, isStale } = feed;
  const now = useNow(1000, isStale);
  if (series.every(({ value }) => value === null)) {
    return (
      <Empty icon={<IconChartLine size={20} aria-hidden />} title={en.firstMarginAppearsAfterThe}>
        {hud !== null && hud.total.unpricedCount > 0
          ? en.attemptsHaveNoPriceYet(hud.total.unpricedCount)
          : en.noRunWasChargedIn2(WINDOW_WORDS[window])}
      </Empty>
    );
  }
  return (
    <figure>
      <StreamChart points={series} now={now} />
      <figcaption style={{ fontSize: 12, color: 'var(--es-muted)', marginTop: 6 }}>
        {seriesSummary(series, formatPercent)}
      </figcaption>
    </figure>
  );
}

/** The value as it was first given, for as long as what it holds stays the same. */
function useSame<T>(value: T): T {
  const [kept, setKept] = useState(value);
  if (JSON.stringify(kept) === JSON.stringify(value)) return kept;
  setKept(value);
  return value;
}

import { TimeChart, type TimeSeries } from '@effect-studio/web-kit/charts/time-chart.tsx';
import {
  formatCount,
  formatPercent,
  formatUsd,
  formatUsdNumber,
  MISSING,
  usdNumber,
} from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Fact, Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { MarginHistoryQuery, MarginSliceInput, PointPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../grid.module.css';
import { isProblem } from '../../problem-words.ts';
import { DAY_MS, useSpan } from '../../spans.ts';
import { MarginHistoryDocument, PointParts } from './margin.graphql.ts';

type Total = Extract<MarginHistoryQuery['marginHistory'], { __typename: 'MarginHistory' }>['total'];

const LENGTHS = {
  day: { days: 1, step: 'HOUR', words: 'last 24 hours' },
  week: { days: 7, step: 'HOUR', words: 'last 7 days' },
  month: { days: 30, step: 'DAY', words: 'last 30 days' },
  half: { days: 180, step: 'DAY', words: 'last 180 days' },
} as const;
type Length = keyof typeof LENGTHS;

/** Revenue, cost and margin of a part of the books over a chosen time. */
export function SliceHistory({ slice }: { slice: MarginSliceInput }) {
  const [length, setLength] = useState<Length>('month');
  const { days, step, words } = LENGTHS[length];
  const span = useSpan(days * DAY_MS);
  const variables = useMemo(() => ({ span, step, slice }), [span, step, slice]);
  const answer = useLiveQuery({ query: MarginHistoryDocument, variables });
  return (
    <Panel
      title="Revenue against cost"
      note={`${words}, by the ${step.toLowerCase()}`}
      className={grid.full}
      isStale={answer.isStale}
      action={
        <SegmentedControl
          size="xs"
          aria-label="How far back"
          value={length}
          onChange={(value) => setLength(value as Length)}
          data={[
            { value: 'day', label: '24h' },
            { value: 'week', label: '7d' },
            { value: 'month', label: '30d' },
            { value: 'half', label: '180d' },
          ]}
        />
      }
    >
      <AnswerView answer={answer} what="The history could not be loaded" rows={2} rowHeight={130}>
        {({ marginHistory }) => {
          if (isProblem(marginHistory)) return <ProblemNote {...marginHistory} />;
          const { total } = marginHistory;
          return (
            <div className={grid.stack}>
              <Facts facts={factsOf(total)} />
              {total.attemptCount === 0 && total.runCount === 0 ? (
                <Empty title="Nothing ran in this span">
                  A longer one may hold some; or run a benchmark.
                </Empty>
              ) : (
                <Charts points={readFragment(PointParts, marginHistory.points)} words={words} />
              )}
            </div>
          );
        }}
      </AnswerView>
    </Panel>
  );
}

function Charts({ points, words }: { points: readonly PointPartsFragment[]; words: string }) {
  const { times, money, margin } = useMemo(() => seriesOf(points), [points]);
  const known = margin[0]?.values.filter((value) => value !== null) ?? [];
  return (
    <div className={grid.grid}>
      <div className={grid.wide}>
        <TimeChart
          times={times}
          series={money}
          format={formatUsdNumber}
          fromZero
          height={210}
          summary={`Revenue and cost of the ${words}.`}
        />
      </div>
      <div className={grid.narrow}>
        <TimeChart
          times={times}
          series={margin}
          format={formatPercent}
          height={210}
          summary={
            known.length === 0
              ? 'No margin is known.'
              : `Margin between ${formatPercent(Math.min(...known))} and ${formatPercent(Math.max(...known))}.`
          }
        />
      </div>
    </div>
  );
}

function seriesOf(points: readonly PointPartsFragment[]): {
  times: number[];
  money: TimeSeries[];
  margin: TimeSeries[];
} {
  return {
    times: points.map(({ at }) => Date.parse(at) / 1000),
    money: [
      {
        name: 'Revenue',
        colour: 'accent',
        look: 'bars',
        values: points.map(({ margin }) => usdNumber(margin.revenueNanoUsd)),
      },
      {
        name: 'Cost',
        colour: 'bad',
        look: 'line',
        values: points.map(({ margin }) => usdNumber(margin.costNanoUsd)),
      },
    ],
    margin: [
      {
        name: 'Margin',
        colour: 'accent',
        look: 'area',
        values: points.map(({ margin }) => margin.margin ?? null),
      },
    ],
  };
}

function factsOf(total: Total): Fact[] {
  return [
    {
      name: 'Margin',
      value: formatPercent(total.margin),
      hint: 'What was spent because there was work',
      ...(total.margin != null && total.margin < 0 ? { tone: 'bad' as const } : {}),
    },
    {
      name: 'Loaded',
      value: formatPercent(total.loadedMargin),
      hint: 'With the share of machines that waited',
    },
    {
      name: 'Without exploration',
      value: formatPercent(total.runMargin),
      hint: 'Winning legs and full renders only',
    },
    { name: 'Revenue', value: formatUsd(total.revenueNanoUsd) },
    { name: 'Refunds', value: formatUsd(total.refundNanoUsd) },
    { name: 'Cost', value: formatUsd(total.costNanoUsd, 'unit') },
    {
      name: 'of it exploration',
      value: formatUsd(total.explorationCostNanoUsd, 'unit'),
      tone: 'explore',
    },
    { name: 'Idle', value: formatUsd(total.idleCostNanoUsd, 'unit') },
    { name: 'Profit', value: total.profitNanoUsd == null ? MISSING : formatUsd(total.profitNanoUsd) },
    { name: 'Runs', value: formatCount(total.runCount) },
    ...(total.unpricedCount > 0
      ? [{ name: 'Unpriced', value: formatCount(total.unpricedCount), tone: 'warn' as const }]
      : []),
  ];
}

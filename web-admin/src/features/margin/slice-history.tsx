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
import grid from '../../parts/grid.module.css';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { MarginHistoryDocument, PointParts } from './margin.graphql.ts';

type Total = Extract<MarginHistoryQuery['marginHistory'], { __typename: 'MarginHistory' }>['total'];

const LENGTHS = {
  day: { days: 1, step: 'HOUR', words: en.last24Hours },
  week: { days: 7, step: 'HOUR', words: en.last7Days },
  month: { days: 30, step: 'DAY', words: en.last30Days },
  half: { days: 180, step: 'DAY', words: en.last180Days },
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
      title={en.revenueAgainstCost}
      note={`${words}, by the ${step.toLowerCase()}`}
      className={grid.full}
      isStale={answer.isStale}
      action={
        <SegmentedControl
          size="xs"
          aria-label={en.howFarBack}
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
      <AnswerView answer={answer} what={en.theHistoryCouldNotBe} rows={2} rowHeight={130}>
        {({ marginHistory }) => {
          if (isProblem(marginHistory)) return <ProblemNote {...marginHistory} />;
          const { total } = marginHistory;
          return (
            <div className={grid.stack}>
              <Facts facts={factsOf(total)} />
              {total.attemptCount === 0 && total.runCount === 0 ? (
                <Empty title={en.nothingRanInThisSpan}>{en.aLongerOneMayHold}</Empty>
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
              ? en.noMarginIsKnown
              : en.marginBetweenAnd(formatPercent(Math.min(...known)), formatPercent(Math.max(...known)))
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
        name: en.revenue,
        colour: 'accent',
        look: 'bars',
        values: points.map(({ margin }) => usdNumber(margin.revenueNanoUsd)),
      },
      {
        name: en.cost,
        colour: 'bad',
        look: 'line',
        values: points.map(({ margin }) => usdNumber(margin.costNanoUsd)),
      },
    ],
    margin: [
      {
        name: en.margin,
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
      name: en.margin,
      value: formatPercent(total.margin),
      hint: en.whatWasSpentBecauseThere,
      ...(total.margin != null && total.margin < 0 ? { tone: 'bad' as const } : {}),
    },
    {
      name: en.loaded,
      value: formatPercent(total.loadedMargin),
      hint: en.withTheShareOfMachines,
    },
    {
      name: en.withoutExploration,
      value: formatPercent(total.runMargin),
      hint: en.winningLegsAndFullRenders,
    },
    { name: en.revenue, value: formatUsd(total.revenueNanoUsd) },
    { name: en.refunds, value: formatUsd(total.refundNanoUsd) },
    { name: en.cost, value: formatUsd(total.costNanoUsd, 'unit') },
    {
      name: en.ofItExploration,
      value: formatUsd(total.explorationCostNanoUsd, 'unit'),
      tone: 'explore',
    },
    { name: en.idle, value: formatUsd(total.idleCostNanoUsd, 'unit') },
    { name: en.profit, value: total.profitNanoUsd == null ? MISSING : formatUsd(total.profitNanoUsd) },
    { name: en.runs, value: formatCount(total.runCount) },
    ...(total.unpricedCount > 0
      ? [{ name: en.unpriced, value: formatCount(total.unpricedCount), tone: 'warn' as const }]
      : []),
  ];
}

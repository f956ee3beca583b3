import { TimeChart, type TimeSeries } from '@effect-studio/web-kit/charts/time-chart.tsx';
import { formatPercent, formatUsd, formatUsdNumber, usdNumber } from '@effect-studio/web-kit/format.ts';
import type { Answer } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useMemo } from 'react';
import type { ExplorationQuery } from '../../../generated/graphql.ts';
import { exploration as en } from '../../words/en/exploration.ts';
import { isProblem } from '../../words/problem-words.ts';

type Burn = Extract<ExplorationQuery['explorationBurn'], { __typename: 'ExplorationBurn' }>;

/** What exploration cost by the hour, and where. */
export function BurnPanel({ answer, className }: { answer: Answer<ExplorationQuery>; className?: string }) {
  return (
    <Panel title={en.whatItCost} note={en.byTheHourBesideAll} className={className} isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theBurnCouldNotBe} rows={1} rowHeight={200}>
        {({ explorationBurn }) =>
          isProblem(explorationBurn) ? (
            <ProblemNote {...explorationBurn} />
          ) : (
            <BurnChart burn={explorationBurn} />
          )
        }
      </AnswerView>
    </Panel>
  );
}

function BurnChart({ burn }: { burn: Burn }) {
  const { times, series } = useMemo(
    () => ({
      times: burn.points.map(({ at }) => Date.parse(at) / 1000),
      series: [
        {
          name: en.allCost,
          colour: 'faint',
          look: 'line',
          values: burn.points.map(({ costNanoUsd }) => usdNumber(costNanoUsd)),
        },
        {
          name: en.exploration,
          colour: 'explore',
          look: 'bars',
          values: burn.points.map(({ explorationCostNanoUsd }) => usdNumber(explorationCostNanoUsd)),
        },
      ] satisfies TimeSeries[],
    }),
    [burn],
  );
  if (burn.points.every(({ costNanoUsd }) => costNanoUsd === '0')) {
    return <Empty title={en.nothingRanInThisSpan}>{en.explorationAppearsWithTheFirst}</Empty>;
  }
  const [dearest] = burn.cells;
  return (
    <TimeChart
      times={times}
      series={series}
      format={formatUsdNumber}
      fromZero
      height={190}
      summary={`Exploration cost ${formatUsd(burn.explorationCostNanoUsd, 'unit')}, ${formatPercent(burn.share)} of all cost${
        dearest
          ? en.mostOfItOnWith(
              dearest.effectType.title,
              dearest.provider.name,
              formatUsd(dearest.explorationCostNanoUsd, 'unit'),
            )
          : ''
      }.`}
    />
  );
}

import { TimeChart, type TimeSeries } from '@effect-studio/web-kit/charts/time-chart.tsx';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useMemo } from 'react';
import type { AlertSignal, DetectionSubjectKind, SignalSeriesQuery } from '../../../generated/graphql.ts';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { bottlenecks as en } from '../../words/en/bottlenecks.ts';
import { SIGNALS } from './bottleneck-words.ts';
import { SignalSeriesDocument } from './bottlenecks.graphql.ts';
import { scaleOf } from './signal-scale.ts';

interface SignalChartProps {
  subject: { kind: DetectionSubjectKind; id: string };
  signal: AlertSignal;
}

/** One signal of what a bottleneck is about over the last day, beside what the detectors expected of it. */
export function SignalChart({ subject: { kind, id }, signal }: SignalChartProps) {
  const span = useSpan(DAY_MS);
  const variables = useMemo(
    () => ({ input: { subjectKind: kind, subjectId: id, signal, ...span } }),
    [kind, id, signal, span],
  );
  const answer = useLiveQuery({ query: SignalSeriesDocument, variables });
  return (
    <AnswerView answer={answer} what={en.theSignalCouldNotBe} rows={1} rowHeight={170}>
      {({ detectionSeries }) =>
        detectionSeries == null || detectionSeries.points.every(({ value }) => value == null) ? (
          <Empty title={en.nothingWasMeasured(SIGNALS[signal])} />
        ) : (
          <Drawn points={detectionSeries.points} signal={signal} />
        )
      }
    </AnswerView>
  );
}

type Point = NonNullable<SignalSeriesQuery['detectionSeries']>['points'][number];

function Drawn({ points, signal }: { points: readonly Point[]; signal: AlertSignal }) {
  const { drawn, format } = scaleOf(signal);
  const chart = useMemo(() => {
    const draw = (value: number | null | undefined) => (value == null ? null : drawn(value));
    const series: TimeSeries[] = [
      {
        name: SIGNALS[signal],
        colour: 'accent',
        look: 'line',
        values: points.map(({ value }) => draw(value)),
      },
      { name: en.expected, colour: 'faint', look: 'dashed', values: points.map((one) => draw(one.expected)) },
    ];
    return { times: points.map(({ at }) => Date.parse(at) / 1_000), series };
  }, [points, signal, drawn]);
  const last = points.findLast(({ value }) => value != null);
  const onCount = points.filter(({ isOn }) => isOn).length;
  return (
    <TimeChart
      {...chart}
      format={format}
      height={160}
      summary={en.signalSummary(
        SIGNALS[signal],
        last?.value == null ? '—' : format(drawn(last.value)),
        last?.expected == null ? null : format(drawn(last.expected)),
        onCount,
      )}
    />
  );
}

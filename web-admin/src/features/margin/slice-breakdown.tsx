import { MarginBar } from '@effect-studio/web-kit/charts/margin-bar.tsx';
import { Spark } from '@effect-studio/web-kit/charts/spark.tsx';
import { formatCount, formatPercent, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useMemo } from 'react';
import type { MarginBreakdownQuery, MarginSliceInput, WhyDimension } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import tables from '../../parts/table.module.css';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { MarginBreakdownDocument, PointParts } from './margin.graphql.ts';
import classes from './provider-table.module.css';

type Row = Extract<
  MarginBreakdownQuery['marginBreakdown'],
  { __typename: 'MarginBreakdown' }
>['rows'][number];

interface SliceBreakdownProps {
  title: string;
  slice: MarginSliceInput;
  by: WhyDimension;
  className?: string;
  /** Leaves out what has no room beside another panel. */
  isCompact?: boolean;
}

/** A part of the books by provider, effect or fleet, over thirty days. */
export function SliceBreakdown({ title, slice, by, className, isCompact }: SliceBreakdownProps) {
  const span = useSpan(30 * DAY_MS);
  const variables = useMemo(() => ({ span, by, slice, historyStep: 'DAY' as const }), [span, by, slice]);
  const answer = useLiveQuery({ query: MarginBreakdownDocument, variables });
  return (
    <Panel title={title} note={en.last30Days} isFlush className={className} isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.theBreakdownCouldNotBe} rows={4}>
        {({ marginBreakdown }) => {
          if (isProblem(marginBreakdown)) return <ProblemNote {...marginBreakdown} />;
          if (marginBreakdown.rows.length === 0) return <Empty title={en.nothingRanInTheLast} />;
          return (
            <DataTable
              caption={title}
              columns={columnsFor(by).filter(({ key }) => !isCompact || !BESIDES.has(key))}
              rows={marginBreakdown.rows}
              rowKey={nameOf}
              sort={{ key: 'revenue', isDown: true }}
              onOpen={by === 'FLEET' ? undefined : open}
            />
          );
        }}
      </AnswerView>
    </Panel>
  );
}

/** Columns that a narrow panel does without. */
const BESIDES: ReadonlySet<string> = new Set(['trend', 'share']);

const nameOf = ({ provider, effectType, fleet }: Row): string =>
  provider?.name ?? effectType?.title ?? fleet ?? 'default fleet';

function open({ provider, effectType }: Row): void {
  if (provider) goTo(['margin', 'providers', provider.id]);
  else if (effectType) goTo(['margin', 'effects', effectType.id]);
}

const columnsFor = (by: WhyDimension): Column<Row>[] => [
  {
    key: 'name',
    name: { PROVIDER: 'Provider', EFFECT_TYPE: 'Effect', FLEET: 'Fleet', CELL: 'Cell' }[by],
    sortBy: nameOf,
    cell: (row) => <span className={tables.name}>{nameOf(row)}</span>,
  },
  {
    key: 'share',
    name: en.share,
    isNumber: true,
    isExtra: true,
    sortBy: ({ revenueShare }) => revenueShare,
    cell: ({ revenueShare }) => formatPercent(revenueShare),
  },
  {
    key: 'runs',
    name: en.runs,
    isNumber: true,
    isExtra: true,
    sortBy: ({ margin }) => margin.runCount,
    cell: ({ margin }) => formatCount(margin.runCount),
  },
  {
    key: 'revenue',
    name: en.revenue,
    isNumber: true,
    sortBy: ({ margin }) => BigInt(margin.revenueNanoUsd),
    cell: ({ margin }) => formatUsd(margin.revenueNanoUsd),
  },
  {
    key: 'cost',
    name: en.cost,
    isNumber: true,
    isExtra: true,
    sortBy: ({ margin }) => BigInt(margin.costNanoUsd),
    cell: ({ margin }) => formatUsd(margin.costNanoUsd, 'unit'),
  },
  {
    key: 'trend',
    name: en.marginByTheDay,
    isExtra: true,
    cell: (row) => (
      <Spark
        values={readFragment(PointParts, row.history).map(({ margin }) => margin.margin ?? null)}
        summary={en.marginOfByTheDay(nameOf(row))}
        tone={row.margin.margin != null && row.margin.margin < 0 ? 'bad' : 'accent'}
      />
    ),
  },
  {
    key: 'margin',
    name: en.margin,
    isNumber: true,
    sortBy: ({ margin }) => margin.margin,
    cell: ({ margin: { margin } }) => (
      <span className={classes.margin}>
        <strong data-loss={(margin != null && margin < 0) || undefined}>{formatPercent(margin)}</strong>
        <MarginBar margin={margin} />
      </span>
    ),
  },
];

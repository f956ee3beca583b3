import { formatCount, formatPercent, formatUsd, usdNumber } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MarginSliceInput, SliceRunsQuery } from '../../../generated/graphql.ts';
import type { Span } from '../../parts/spans.ts';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { SliceRunsDocument } from './margin.graphql.ts';

type Row = Extract<SliceRunsQuery['cellRuns'], { __typename: 'CellRunConnection' }>['edges'][number]['node'];

/** The runs behind a figure, newest first, page by page. */
export function SliceRuns({ span, slice }: { span: Span; slice: MarginSliceInput }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const after = cursors.at(-1) ?? null;
  const answer = useLiveQuery({ query: SliceRunsDocument, variables: { span, slice, after } });
  return (
    <AnswerView answer={answer} what={en.theRunsCouldNotBe} rows={5}>
      {({ cellRuns }) => {
        if (isProblem(cellRuns)) return <ProblemNote {...cellRuns} />;
        if (cellRuns.edges.length === 0) return <Empty title={en.noRunIsBehindIt} />;
        const { hasNextPage, endCursor } = cellRuns.pageInfo;
        return (
          <>
            <DataTable
              caption={en.runs}
              columns={COLUMNS}
              rows={cellRuns.edges.map(({ node }) => node)}
              rowKey={({ run }) => run.id}
              onOpen={({ run }) => goTo(['runs', run.id])}
            />
            <div style={{ display: 'flex', gap: 8, padding: '10px 16px' }}>
              <Button
                size="compact-sm"
                variant="default"
                disabled={cursors.length === 1}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                {en.newer}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={!hasNextPage || !endCursor}
                onClick={() => endCursor && setCursors([...cursors, endCursor])}
              >
                {en.older}
              </Button>
            </div>
          </>
        );
      }}
    </AnswerView>
  );
}

function marginOf({ revenueNanoUsd, costNanoUsd, unpricedCount }: Row): number | null {
  const revenue = usdNumber(revenueNanoUsd);
  return revenue <= 0 || unpricedCount > 0 ? null : 1 - usdNumber(costNanoUsd) / revenue;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: 'run', name: en.run, cell: ({ run }) => <span className="es-mono">{run.id.slice(-12)}</span> },
  { key: 'when', name: en.when, isExtra: true, sortBy: ({ at }) => at, cell: ({ at }) => <When at={at} /> },
  {
    key: 'attempts',
    name: en.attempts,
    isNumber: true,
    isExtra: true,
    sortBy: ({ attemptCount }) => attemptCount,
    cell: ({ attemptCount }) => formatCount(attemptCount),
  },
  {
    key: 'revenue',
    name: en.revenue,
    isNumber: true,
    sortBy: ({ revenueNanoUsd }) => BigInt(revenueNanoUsd),
    cell: ({ revenueNanoUsd }) => formatUsd(revenueNanoUsd),
  },
  {
    key: 'cost',
    name: en.cost,
    isNumber: true,
    sortBy: ({ costNanoUsd }) => BigInt(costNanoUsd),
    cell: ({ costNanoUsd, unpricedCount }) =>
      `${formatUsd(costNanoUsd, 'unit')}${unpricedCount > 0 ? ' +?' : ''}`,
  },
  {
    key: 'exploration',
    name: en.ofItExploration,
    isNumber: true,
    isExtra: true,
    sortBy: ({ explorationCostNanoUsd }) => BigInt(explorationCostNanoUsd),
    cell: ({ explorationCostNanoUsd }) => formatUsd(explorationCostNanoUsd, 'unit'),
  },
  {
    key: 'margin',
    name: en.margin,
    isNumber: true,
    sortBy: marginOf,
    cell: (row) => formatPercent(marginOf(row)),
  },
];

import { formatDuration, formatPercent, formatUsd, MISSING } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import tables from '../../parts/table.module.css';
import { runs as en } from '../../words/en/runs.ts';
import type { RunOfStory } from './run-story-page.tsx';

type Statement = NonNullable<RunOfStory['statement']>;
type Line = Statement['lines'][number];

/** What the run brought and cost, line by line. */
export function RunStatement({ statement }: { statement: Statement | null }) {
  if (statement === null) return <Empty title={en.nothingWasBookedYet} />;
  return (
    <>
      <div style={{ padding: '2px 16px 12px' }}>
        <Facts
          facts={[
            { name: en.revenue, value: formatUsd(statement.revenueNanoUsd) },
            { name: en.itsOwnCost, value: formatUsd(statement.costNanoUsd, 'unit') },
            {
              name: en.exploration,
              value: formatUsd(statement.explorationCostNanoUsd, 'unit'),
              tone: 'explore',
            },
            { name: en.platform, value: formatUsd(statement.platformCostNanoUsd, 'unit') },
            { name: en.margin, value: formatPercent(statement.margin) },
          ]}
        />
      </div>
      <DataTable caption={en.statement} columns={COLUMNS} rows={statement.lines} rowKey={({ id }) => id} />
    </>
  );
}

const COLUMNS: readonly Column<Line>[] = [
  { key: 'seq', name: '#', width: 48, isNumber: true, cell: ({ seq }) => seq ?? MISSING },
  {
    key: 'what',
    name: en.what,
    cell: ({ provider, role, component, attempt, outcome }) => (
      <>
        <span className={tables.name}>
          {provider.name}, {role}
        </span>
        <span className={tables.note}>
          {component.toLowerCase()}
          {attempt ? en.attempt(attempt) : ''}
          {outcome ? `, ${outcome}` : ''}
        </span>
      </>
    ),
  },
  { key: 'bearer', name: en.borneBy, isExtra: true, cell: ({ bearer }) => bearer.toLowerCase() },
  { key: 'stage', name: en.sureAs, isExtra: true, cell: ({ stage }) => stage.toLowerCase() },
  { key: 'busy', name: en.busy, isNumber: true, isExtra: true, cell: ({ busyMs }) => formatDuration(busyMs) },
  {
    key: 'cost',
    name: en.cost,
    isNumber: true,
    cell: ({ costNanoUsd }) => (costNanoUsd ? formatUsd(costNanoUsd, 'unit') : MISSING),
  },
];

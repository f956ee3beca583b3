import { formatDuration, formatPercent, formatUsd, MISSING } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import tables from '../../table.module.css';
import type { RunOfStory } from './run-story-page.tsx';

type Statement = NonNullable<RunOfStory['statement']>;
type Line = Statement['lines'][number];

/** What the run brought and cost, line by line. */
export function RunStatement({ statement }: { statement: Statement | null }) {
  if (statement === null) return <Empty title="Nothing was booked yet" />;
  return (
    <>
      <div style={{ padding: '2px 16px 12px' }}>
        <Facts
          facts={[
            { name: 'Revenue', value: formatUsd(statement.revenueNanoUsd) },
            { name: 'Its own cost', value: formatUsd(statement.costNanoUsd, 'unit') },
            {
              name: 'Exploration',
              value: formatUsd(statement.explorationCostNanoUsd, 'unit'),
              tone: 'explore',
            },
            { name: 'Platform', value: formatUsd(statement.platformCostNanoUsd, 'unit') },
            { name: 'Margin', value: formatPercent(statement.margin) },
          ]}
        />
      </div>
      <DataTable caption="Statement" columns={COLUMNS} rows={statement.lines} rowKey={({ id }) => id} />
    </>
  );
}

const COLUMNS: readonly Column<Line>[] = [
  { key: 'seq', name: '#', width: 48, isNumber: true, cell: ({ seq }) => seq ?? MISSING },
  {
    key: 'what',
    name: 'What',
    cell: ({ provider, role, component, attempt, outcome }) => (
      <>
        <span className={tables.name}>
          {provider.name}, {role}
        </span>
        <span className={tables.note}>
          {component.toLowerCase()}
          {attempt ? `, attempt ${attempt}` : ''}
          {outcome ? `, ${outcome}` : ''}
        </span>
      </>
    ),
  },
  { key: 'bearer', name: 'Borne by', isExtra: true, cell: ({ bearer }) => bearer.toLowerCase() },
  { key: 'stage', name: 'Sure as', isExtra: true, cell: ({ stage }) => stage.toLowerCase() },
  { key: 'busy', name: 'Busy', isNumber: true, isExtra: true, cell: ({ busyMs }) => formatDuration(busyMs) },
  {
    key: 'cost',
    name: 'Cost',
    isNumber: true,
    cell: ({ costNanoUsd }) => (costNanoUsd ? formatUsd(costNanoUsd, 'unit') : MISSING),
  },
];

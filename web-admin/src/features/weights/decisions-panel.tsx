import { formatCount } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { weights as en } from '../../words/en/weights.ts';
import type { Decisions } from './weights-words.ts';

interface DecisionsPanelProps {
  decisions: Decisions;
  className?: string;
  isStale: boolean;
}

/** What people decided until now, by effect type: what weights are learnt from. */
export function DecisionsPanel({ decisions, className, isStale }: DecisionsPanelProps) {
  const { telling, needed, effectTypes } = decisions;
  return (
    <Panel
      title={en.people}
      note={en.whatPeopleDecideTeaches(formatCount(telling), formatCount(needed))}
      isFlush
      className={className}
      isStale={isStale}
    >
      {effectTypes.length === 0 ? (
        <Empty title={en.noDecisionsYet}>{en.theyAreNotedWhen}</Empty>
      ) : (
        <DataTable
          caption={en.decisionsByEffectType}
          columns={COLUMNS}
          rows={effectTypes}
          rowKey={({ effectType }) => effectType.id}
        />
      )}
    </Panel>
  );
}

type Row = Decisions['effectTypes'][number];
const counted = (key: 'approved' | 'rejected' | 'chosen' | 'telling', name: string): Column<Row> => ({
  ...{ key, name, isNumber: true, isExtra: key !== 'telling' },
  sortBy: (row) => row[key],
  cell: (row) => formatCount(row[key]),
});

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'effectType',
    name: en.effectType,
    sortBy: ({ effectType }) => effectType.title,
    cell: ({ effectType }) => effectType.title,
  },
  counted('approved', en.approved),
  counted('rejected', en.rejected),
  counted('chosen', en.chosen),
  counted('telling', en.saySomething),
];

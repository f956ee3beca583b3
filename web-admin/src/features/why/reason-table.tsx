import { formatPointChange, formatUsdChange } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import type { WhyKind } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { why as en } from '../../words/en/why.ts';
import { WHY_WORDS } from '../../words/why-words.ts';
import { size } from './size.ts';
import type { Why } from './why-page.tsx';

type Part = Why['parts'][number];

interface ReasonTableProps {
  parts: readonly Part[];
  chosen: WhyKind | null;
  onChoose: (kind: string | null) => void;
}

/** Every reason with its part; opening one shows where it comes from. */
export function ReasonTable({ parts, chosen, onChoose }: ReasonTableProps) {
  const moved = parts.filter(({ profitNanoUsd }) => BigInt(profitNanoUsd) !== 0n);
  if (moved.length === 0) return <Empty title={en.nothingMovedBetweenTheseWindows} />;
  const sorted = [...moved].sort((a, b) => (size(b.profitNanoUsd) > size(a.profitNanoUsd) ? 1 : -1));
  return (
    <DataTable
      caption={en.reasonsOfTheChange}
      columns={COLUMNS}
      rows={sorted}
      rowKey={({ kind }) => kind}
      openedKey={chosen}
      onOpen={({ kind }) => onChoose(kind === chosen ? null : kind)}
    />
  );
}

const COLUMNS: readonly Column<Part>[] = [
  {
    key: 'reason',
    name: en.reason,
    cell: ({ kind }) => (
      <>
        <span className={tables.name}>{WHY_WORDS[kind].name}</span>
        <span className={tables.note}>{WHY_WORDS[kind].meaning}</span>
      </>
    ),
  },
  { key: 'margin', name: en.margin, isNumber: true, cell: ({ margin }) => formatPointChange(margin) },
  {
    key: 'profit',
    name: en.profit,
    isNumber: true,
    cell: ({ profitNanoUsd }) => (
      <span data-tone={BigInt(profitNanoUsd) < 0n ? 'bad' : 'good'} className={tables.toned}>
        {formatUsdChange(profitNanoUsd, 'unit')}
      </span>
    ),
  },
];

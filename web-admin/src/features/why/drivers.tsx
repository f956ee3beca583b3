import {
  formatCount,
  formatPercent,
  formatPointChange,
  formatUsdChange,
} from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Drawer, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { WhyDimension, WhyKind } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import tables from '../../parts/table.module.css';
import { why as en } from '../../words/en/why.ts';
import { WHY_WORDS } from '../../words/why-words.ts';
import { SliceRuns } from '../margin/slice-runs.tsx';
import { size } from './size.ts';
import type { Comparison } from './use-comparison.ts';
import type { Why } from './why-page.tsx';

type Group = Why['groups'][number];

interface DriversProps {
  groups: readonly Group[];
  /** Only this reason; null for all of them. */
  kind: WhyKind | null;
  by: WhyDimension;
  onBy: (by: WhyDimension) => void;
  comparison: Comparison;
}

/** Where a reason comes from, and the runs behind it. */
export function Drivers({ groups, kind, by, onBy, comparison }: DriversProps) {
  const [opened, setOpened] = useState<Group | null>(null);
  const [span, setSpan] = useState<'later' | 'earlier'>('later');
  const profitOf = (group: Group): string =>
    kind === null
      ? group.profitChangeNanoUsd
      : (group.parts.find((part) => part.kind === kind)?.profitNanoUsd ?? '0');
  const moved = groups
    .filter((group) => BigInt(profitOf(group)) !== 0n)
    .sort((a, b) => (size(profitOf(b)) > size(profitOf(a)) ? 1 : -1));
  return (
    <Panel
      title={kind === null ? en.whereItComesFrom : en.whereComesFrom(WHY_WORDS[kind].name.toLowerCase())}
      note={en.largestFirstOpenARow}
      className={grid.full}
      isFlush
      action={
        <SegmentedControl
          size="xs"
          aria-label={en.groupBy}
          value={by}
          onChange={(value) => onBy(value as WhyDimension)}
          data={[
            { value: 'CELL', label: en.cell },
            { value: 'PROVIDER', label: en.provider },
            { value: 'EFFECT_TYPE', label: en.effect },
            { value: 'FLEET', label: en.fleet },
          ]}
        />
      }
    >
      {moved.length === 0 ? (
        <Empty title={en.nothingMovedForThisReason} />
      ) : (
        <DataTable
          caption={en.groupsBehindTheChange}
          columns={columnsFor(profitOf)}
          rows={moved}
          rowKey={nameOf}
          onOpen={setOpened}
        />
      )}
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={720}
        title={opened === null ? '' : en.runsOf(nameOf(opened))}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== null && (
          <>
            <SegmentedControl
              size="xs"
              mb={10}
              aria-label={en.window}
              value={span}
              onChange={(value) => setSpan(value as 'later' | 'earlier')}
              data={[
                { value: 'later', label: en.laterWindow },
                { value: 'earlier', label: en.earlierWindow },
              ]}
            />
            <SliceRuns
              key={`${nameOf(opened)} ${span}`}
              span={comparison[span]}
              slice={{
                providerId: opened.provider?.id ?? comparison.providerId,
                effectTypeId: opened.effectType?.id ?? comparison.effectTypeId,
                fleet: opened.fleet,
              }}
            />
          </>
        )}
      </Drawer>
    </Panel>
  );
}

function nameOf({ provider, effectType, fleet }: Group): string {
  const parts = [provider?.name, effectType?.title, fleet === 'default' && provider ? undefined : fleet];
  return parts.filter(Boolean).join(' · ') || 'Everything';
}

const columnsFor = (profitOf: (group: Group) => string): Column<Group>[] => [
  { key: 'group', name: en.group, cell: (group) => <span className={tables.name}>{nameOf(group)}</span> },
  {
    key: 'runs',
    name: en.runs,
    isNumber: true,
    isExtra: true,
    sortBy: ({ later }) => later.runCount,
    cell: ({ earlier, later }) => `${formatCount(earlier.runCount)} → ${formatCount(later.runCount)}`,
  },
  {
    key: 'margin',
    name: en.itsMargin,
    isNumber: true,
    isExtra: true,
    sortBy: ({ later }) => later.margin,
    cell: ({ earlier, later }) => `${formatPercent(earlier.margin)} → ${formatPercent(later.margin)}`,
  },
  {
    key: 'rate',
    name: en.byItsOwnMargin,
    isNumber: true,
    isExtra: true,
    sortBy: ({ marginByRate }) => marginByRate,
    cell: ({ marginByRate }) => formatPointChange(marginByRate),
  },
  {
    key: 'mix',
    name: en.byItsShare,
    isNumber: true,
    isExtra: true,
    sortBy: ({ marginByMix }) => marginByMix,
    cell: ({ marginByMix }) => formatPointChange(marginByMix),
  },
  {
    key: 'profit',
    name: en.profit,
    isNumber: true,
    sortBy: (group) => BigInt(profitOf(group)),
    cell: (group) => (
      <span data-tone={BigInt(profitOf(group)) < 0n ? 'bad' : 'good'} className={tables.toned}>
        {formatUsdChange(profitOf(group), 'unit')}
      </span>
    ),
  },
];

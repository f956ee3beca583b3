import { formatCount, formatUsdPerHour } from '@effect-studio/web-kit/format.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import tables from '../../parts/table.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import type { Fleet } from './fleet-view.tsx';

interface FleetTableProps {
  fleets: readonly Fleet[];
  openedName: string | undefined;
  onOpen: (name: string) => void;
}

/** Every fleet of the document, with what it has and what it is to have. */
export function FleetTable({ fleets, openedName, onOpen }: FleetTableProps) {
  return (
    <DataTable
      caption={en.fleets}
      columns={COLUMNS}
      rows={fleets}
      rowKey={({ name }) => name}
      openedKey={openedName ?? null}
      onOpen={({ name }) => onOpen(name)}
    />
  );
}

const COLUMNS: readonly Column<Fleet>[] = [
  {
    key: 'name',
    name: en.fleet,
    sortBy: ({ name }) => name,
    cell: ({ name, template, instanceType }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.sub}>
          {template} · {instanceType}
        </span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: (fleet) => {
      if (fleet.isBeingRemoved) return <Chip tone="warn">{en.beingRemoved}</Chip>;
      if (!fleet.isScaled) return <Chip tone="neutral">{en.scaledByPeople}</Chip>;
      if (fleet.onlineAgents === fleet.targetAgents) return <Chip tone="good">{en.asItShouldBe}</Chip>;
      return <Chip tone="warn">{fleet.onlineAgents < fleet.targetAgents ? en.starting : en.draining}</Chip>;
    },
  },
  {
    key: 'online',
    name: en.online,
    isNumber: true,
    sortBy: ({ onlineAgents }) => onlineAgents,
    cell: ({ onlineAgents, targetAgents }) => en.of(formatCount(onlineAgents), formatCount(targetAgents)),
  },
  {
    key: 'bounds',
    name: en.bounds,
    isNumber: true,
    isExtra: true,
    cell: ({ minAgents, maxAgents }) => en.to(formatCount(minAgents), formatCount(maxAgents)),
  },
  {
    key: 'each',
    name: en.oneCosts,
    isNumber: true,
    isExtra: true,
    sortBy: ({ nanoUsdPerHour }) => BigInt(nanoUsdPerHour),
    cell: ({ nanoUsdPerHour }) => formatUsdPerHour(nanoUsdPerHour),
  },
  {
    key: 'spend',
    name: en.spendOfBudget,
    isNumber: true,
    cell: ({ nanoUsdPerHour, onlineAgents, budgetNanoUsdPerHour }) =>
      en.of(
        formatUsdPerHour(BigInt(nanoUsdPerHour) * BigInt(onlineAgents)),
        formatUsdPerHour(budgetNanoUsdPerHour),
      ),
  },
];

import { formatCount, formatUsdPerHour } from '@effect-studio/web-kit/format.ts';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import tables from '../../parts/table.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import type { FleetDocumentShape, FleetTemplate } from './fleet-document.ts';

interface TemplatesPanelProps {
  document: FleetDocumentShape;
  isStale: boolean;
  className?: string;
}

/** What machines of a kind are, and what one of them costs. */
export function TemplatesPanel({ document, isStale, className }: TemplatesPanelProps) {
  const rows = Object.entries(document.templates).map(([name, template]) => ({ name, ...template }));
  return (
    <Panel title={en.templates} note={en.whatMachinesAre} className={className} isFlush isStale={isStale}>
      {rows.length === 0 ? (
        <Empty title={en.thereIsNoTemplateYet}>{en.theDocumentDeclaresThem}</Empty>
      ) : (
        <DataTable caption={en.templates} columns={COLUMNS} rows={rows} rowKey={({ name }) => name} />
      )}
    </Panel>
  );
}

const COLUMNS: readonly Column<FleetTemplate & { name: string }>[] = [
  {
    key: 'name',
    name: en.template,
    sortBy: ({ name }) => name,
    cell: ({ name, instanceType, capacityKind }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.note}>
          {instanceType} · {capacityKind}
        </span>
      </>
    ),
  },
  { key: 'runners', name: en.rendersWith, cell: ({ runners }) => runners.join(', ') },
  {
    key: 'concurrency',
    name: en.tasksAtOnce,
    isNumber: true,
    isExtra: true,
    cell: ({ concurrency }) => formatCount(concurrency),
  },
  {
    key: 'cost',
    name: en.oneCosts,
    isNumber: true,
    cell: ({ nanoUsdPerHour }) => formatUsdPerHour(nanoUsdPerHour),
  },
];

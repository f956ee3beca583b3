import { formatPercent, formatScore, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import grid from '../../grid.module.css';
import { ProviderStatusChip } from '../../provider-status-chip.tsx';
import tables from '../../table.module.css';
import { SetProviderPausedDocument } from './providers.graphql.ts';
import type { Provider } from './providers-page.tsx';

/** One provider: what it is, what it can do, and the switch that takes it out of routing. */
export function ProviderView({ provider }: { provider: Provider }) {
  const isPaused = provider.status === 'PAUSED';
  const [isAsking, setAsking] = useState(false);
  const command = useCommand(SetProviderPausedDocument);
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: 'Health', value: <ProviderStatusChip status={provider.status} /> },
          { name: 'Since', value: <When at={provider.statusChangedAt} /> },
          { name: 'Probes and attempts that went well', value: formatPercent(provider.healthScore) },
          { name: 'Adapter', value: provider.adapter },
          { name: 'Capabilities', value: provider.capabilities.join(', ') || '—' },
          { name: 'Priced as', value: provider.instanceType },
          { name: 'Machines online', value: provider.onlineAgentCount },
          { name: 'Quality of everything judged', value: formatScore(provider.averageQuality) },
          { name: 'Margin in the window', value: formatPercent(provider.margin?.margin) },
          {
            name: 'Cost in the window',
            value: provider.margin ? formatUsd(provider.margin.costNanoUsd, 'unit') : '—',
          },
        ]}
      />
      <div style={{ display: 'flex', gap: 8 }}>
        <Button component="a" variant="default" href={hashHref('margin', 'providers', provider.id)}>
          Its margin
        </Button>
        <Button
          variant="default"
          leftSection={
            isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
          }
          onClick={() => setAsking(true)}
        >
          {isPaused ? 'Bring back into routing' : 'Pause'}
        </Button>
      </div>
      <DataTable
        caption="Workflows"
        columns={COLUMNS}
        rows={provider.workflows}
        rowKey={({ id }) => id}
        sort={{ key: 'effect', isDown: false }}
      />
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={isPaused ? `Bring ${provider.name} back?` : `Pause ${provider.name}?`}
        confirm={isPaused ? 'Bring it back' : 'Pause it'}
        isDangerous={!isPaused}
        reasonLabel="Why?"
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={async (reason) => {
          const done = await command.act({ providerId: provider.id, isPaused: !isPaused, reason });
          if (done !== null) setAsking(false);
        }}
      >
        <p>
          {isPaused
            ? 'It gets traffic again with the next manifest, as its health allows.'
            : 'It gets no new work. What it works on now is finished.'}
        </p>
      </DecisionDialog>
    </div>
  );
}

const COLUMNS: readonly Column<Provider['workflows'][number]>[] = [
  {
    key: 'effect',
    name: 'Effect',
    sortBy: ({ effectType }) => effectType.title,
    cell: ({ effectType }) => effectType.title,
  },
  {
    key: 'workflow',
    name: 'Workflow',
    cell: ({ title, digest }) => (
      <>
        {title}
        <span className={tables.sub}>{digest.slice(0, 12)}</span>
      </>
    ),
  },
  { key: 'variant', name: 'Variant', isExtra: true, cell: ({ variant }) => variant.toLowerCase() },
  {
    key: 'active',
    name: '',
    cell: ({ isActive }) => (isActive ? <Chip tone="good">Active</Chip> : <Chip tone="neutral">Off</Chip>),
  },
];

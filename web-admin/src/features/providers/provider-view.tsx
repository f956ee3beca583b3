import { formatPercent, formatScore, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { DecisionDialog } from '@effect-studio/web-kit/ui/decision-dialog.tsx';
import { Facts } from '@effect-studio/web-kit/ui/facts.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconPencil, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { ProviderStatusChip } from '../../parts/provider-status-chip.tsx';
import tables from '../../parts/table.module.css';
import { providers as en } from '../../words/en/providers.ts';
import { contextWords } from './budget-contexts.ts';
import { EditDialog } from './edit-dialog.tsx';
import { ProviderHistory } from './provider-history.tsx';
import { SetProviderPausedDocument } from './providers.graphql.ts';
import classes from './providers.module.css';
import type { Provider } from './providers-page.tsx';
import { SlotsForm } from './slots-form.tsx';
import { TestCall } from './test-call.tsx';

/** One provider: what it is and can do, how to change and test it, and the switch that takes it out of routing. */
export function ProviderView({ provider, onChange }: { provider: Provider; onChange: () => void }) {
  const isPaused = provider.status === 'PAUSED';
  const [isAsking, setAsking] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const command = useCommand(SetProviderPausedDocument);
  return (
    <div className={grid.stack}>
      <Facts
        as="lines"
        facts={[
          { name: en.health, value: <ProviderStatusChip status={provider.status} /> },
          { name: en.since, value: <When at={provider.statusChangedAt} /> },
          { name: en.probesAndAttemptsThatWent, value: formatPercent(provider.healthScore) },
          { name: en.adapter, value: provider.adapter },
          { name: en.capabilities, value: provider.capabilities.join(', ') || '—' },
          { name: en.pricedAs, value: provider.instanceType },
          { name: en.whoseWork, value: contextWords(provider.budgetContexts) },
          { name: en.origin, value: provider.isHouse ? en.theHouses : en.declaredByPeople },
          { name: en.machinesOnline, value: provider.onlineAgentCount },
          { name: en.qualityOfEverythingJudged, value: formatScore(provider.averageQuality) },
          { name: en.marginInTheWindow, value: formatPercent(provider.margin?.margin) },
          {
            name: en.costInTheWindow,
            value: provider.margin ? formatUsd(provider.margin.costNanoUsd, 'unit') : '—',
          },
        ]}
      />
      <div className={classes.row}>
        <Button leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEditing(true)}>
          {en.changeIt}
        </Button>
        <Button component="a" variant="default" href={hashHref('margin', 'providers', provider.id)}>
          {en.itsMargin}
        </Button>
        <Button
          variant="default"
          leftSection={
            isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
          }
          onClick={() => setAsking(true)}
        >
          {isPaused ? en.bringBackIntoRouting : en.pause}
        </Button>
      </div>
      <SlotsForm key={provider.slotCeiling} provider={provider} />
      <TestCall provider={provider} />
      <DataTable
        caption={en.workflows}
        columns={COLUMNS}
        rows={provider.workflows}
        rowKey={({ id }) => id}
        sort={{ key: 'effect', isDown: false }}
      />
      <ProviderHistory providerId={provider.id} />
      <EditDialog
        // What was typed stays when somebody else changed it meanwhile.
        key={String(isEditing)}
        provider={provider}
        isOpen={isEditing}
        onClose={() => setEditing(false)}
        onChange={onChange}
      />
      <DecisionDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={isPaused ? en.bringBack(provider.name) : en.pause2(provider.name)}
        confirm={isPaused ? en.bringItBack : en.pauseIt}
        isDangerous={!isPaused}
        reasonLabel={en.why}
        problem={command.problem}
        isBusy={command.isBusy}
        onConfirm={async (reason) => {
          const done = await command.act({ providerId: provider.id, isPaused: !isPaused, reason });
          if (done !== null) setAsking(false);
        }}
      >
        <p>{isPaused ? en.itGetsTrafficAgainWith : en.itGetsNoNewWork}</p>
      </DecisionDialog>
    </div>
  );
}

const COLUMNS: readonly Column<Provider['workflows'][number]>[] = [
  {
    key: 'effect',
    name: en.effect,
    sortBy: ({ effectType }) => effectType.title,
    cell: ({ effectType }) => effectType.title,
  },
  {
    key: 'workflow',
    name: en.workflow,
    cell: ({ title, digest }) => (
      <>
        {title}
        <span className={tables.sub}>{digest.slice(0, 12)}</span>
      </>
    ),
  },
  { key: 'variant', name: en.variant, isExtra: true, cell: ({ variant }) => variant.toLowerCase() },
  {
    key: 'active',
    name: '',
    cell: ({ isActive }) =>
      isActive ? <Chip tone="good">{en.active}</Chip> : <Chip tone="neutral">{en.off}</Chip>,
  },
];

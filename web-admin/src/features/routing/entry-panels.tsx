import { ShareBar } from '@effect-studio/web-kit/charts/share-bar.tsx';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatScore,
  formatUsd,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Select } from '@mantine/core';
import type { ManifestEntryPartsFragment, ManifestQuery, RoutingState } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { ProviderStatusChip } from '../../parts/provider-status-chip.tsx';
import tables from '../../parts/table.module.css';
import { routing as en } from '../../words/en/routing.ts';
import { byEffect } from './by-effect.ts';

type Entry = ManifestEntryPartsFragment;

const STATES: Record<RoutingState, readonly [word: string, tone: Tone]> = {
  ELIGIBLE: ['Eligible', 'good'],
  SHADOW: ['Shadow', 'explore'],
  PROBING: ['Probing', 'warn'],
  BARRED: ['Barred', 'bad'],
};

interface EntryPanelsProps {
  entries: readonly Entry[];
  policies: NonNullable<ManifestQuery['routingManifest']>['policies'];
}

/** One ranked table per effect, or that of one effect. */
export function EntryPanels({ entries, policies }: EntryPanelsProps) {
  const [chosen, setChosen] = useHashSearch('effect');
  const effects = byEffect(entries);
  const shown = effects.filter(({ id }) => id === chosen);
  return (
    <div className={grid.stack}>
      {effects.length > 1 && (
        <Select
          aria-label={en.effect}
          placeholder={en.allEffects}
          maw={280}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': en.showAllEffects }}
          value={shown.length === 0 ? null : chosen}
          onChange={setChosen}
          data={effects.map(({ id, title }) => ({ value: id, label: title }))}
        />
      )}
      {(shown.length === 0 ? effects : shown).map(({ id, title, entries: own }) => {
        const policy = policies.find(({ effectType }) => effectType.id === id);
        return (
          <Panel
            key={id}
            title={title}
            isFlush
            note={
              policy &&
              `${policy.kind === 'THOMPSON' ? en.thompsonSampling : 'ε-greedy'}, ${formatPercent(policy.explorationShare)} exploring`
            }
          >
            <DataTable
              caption={en.manifestOf(title)}
              columns={COLUMNS}
              rows={own}
              rowKey={({ workflow }) => workflow.id}
            />
          </Panel>
        );
      })}
    </div>
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  { key: 'rank', name: en.rank, width: 56, isNumber: true, isExtra: true, cell: ({ rank }) => rank },
  {
    key: 'workflow',
    name: en.workflow,
    width: '34%',
    cell: ({ workflow, reason }) => (
      <span title={reason}>
        <span className={tables.name}>{workflow.title}</span>
        <span className={tables.note}>{reason}</span>
      </span>
    ),
  },
  {
    key: 'provider',
    name: en.provider,
    isExtra: true,
    cell: ({ provider }) => (
      <>
        {provider.name} {provider.status !== 'HEALTHY' && <ProviderStatusChip status={provider.status} />}
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    isExtra: true,
    cell: ({ state }) => <Chip tone={STATES[state][1]}>{STATES[state][0]}</Chip>,
  },
  {
    key: 'share',
    name: en.share,
    isNumber: true,
    width: 110,
    cell: ({ weight, state }) => (
      <>
        {formatPercent(weight)}
        <ShareBar share={weight} tone={state === 'ELIGIBLE' ? 'accent' : 'explore'} />
      </>
    ),
  },
  {
    key: 'margin',
    name: en.marginAtLeast,
    isNumber: true,
    isExtra: 'wide',
    cell: ({ expectedMargin, marginLowerBound }) =>
      expectedMargin == null
        ? MISSING
        : `${formatPercent(expectedMargin)}, ${formatPercent(marginLowerBound)}`,
  },
  {
    key: 'cost',
    name: en.cost,
    isNumber: true,
    isExtra: true,
    cell: ({ expectedCostNanoUsd }) =>
      expectedCostNanoUsd ? formatUsd(expectedCostNanoUsd, 'unit') : MISSING,
  },
  {
    key: 'quality',
    name: en.quality,
    isNumber: true,
    cell: ({ expectedQuality }) => formatScore(expectedQuality),
  },
  {
    key: 'time',
    name: en.time,
    isNumber: true,
    isExtra: 'wide',
    cell: ({ expectedDurationMs }) => formatDuration(expectedDurationMs),
  },
  {
    key: 'success',
    name: en.delivered,
    isNumber: true,
    isExtra: 'wide',
    cell: ({ successShare }) => formatPercent(successShare),
  },
  {
    key: 'measured',
    name: en.measured,
    isNumber: true,
    isExtra: 'wide',
    cell: ({ sampleCount }) => `${formatCount(sampleCount)}×`,
  },
];

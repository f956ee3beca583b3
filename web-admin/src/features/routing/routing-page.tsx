import {
  formatCount,
  formatDuration,
  formatPercent,
  formatScore,
  formatUsd,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconRefresh, IconRoute } from '@tabler/icons-react';
import { useQuery } from 'urql';
import type { ManifestQuery } from '../../../generated/graphql.ts';
import { PageHead } from '../../page-head.tsx';
import { ProviderStatusChip } from '../../provider-status-chip.tsx';
import tables from '../../table.module.css';
import { ManifestDocument } from './routing.graphql.ts';
import classes from './routing-page.module.css';

type Entry = NonNullable<ManifestQuery['routingManifest']>['entries'][number];

/** What the router will try first, and what it expects of it. */
export function RoutingPage() {
  const [{ data, error, fetching }, read] = useQuery({ query: ManifestDocument });
  const retry = () => read({ requestPolicy: 'network-only' });
  const manifest = data?.routingManifest;
  return (
    <>
      <PageHead
        title="Routing manifest"
        action={
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={fetching}
            onClick={retry}
          >
            Read again
          </Button>
        }
      >
        {manifest ? (
          <>
            Version {formatCount(manifest.version)}, made <When at={manifest.generatedAt} />, digest{' '}
            <span className="es-mono">{manifest.digest.slice(0, 12)}</span>
          </>
        ) : (
          'Which workflow is tried first, per effect.'
        )}
      </PageHead>
      {data === undefined && error !== undefined ? (
        <Fault what="The manifest could not be loaded" error={error} onRetry={retry} />
      ) : data === undefined ? (
        <Loading rows={6} />
      ) : !manifest ? (
        <Empty icon={<IconRoute size={20} aria-hidden />} title="The first manifest has not been made yet">
          It is made from what was measured, every 15 minutes.
        </Empty>
      ) : (
        <div className={classes.effects}>
          {byEffect(manifest.entries).map(({ id, title, entries }) => (
            <Panel key={id} title={title} note={`${entries.length} workflows`} isFlush>
              <EntryTable entries={entries} />
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}

function byEffect(entries: readonly Entry[]): { id: string; title: string; entries: Entry[] }[] {
  const effects = new Map<string, { id: string; title: string; entries: Entry[] }>();
  for (const entry of entries) {
    const { id, title } = entry.effectType;
    const effect = effects.get(id) ?? { id, title, entries: [] };
    effect.entries.push(entry);
    effects.set(id, effect);
  }
  for (const effect of effects.values()) effect.entries.sort((a, b) => a.rank - b.rank);
  return [...effects.values()];
}

function EntryTable({ entries }: { entries: Entry[] }) {
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.rank}>
            Rank
          </th>
          <th scope="col">Workflow</th>
          <th scope="col" className={classes.engine}>
            Provider
          </th>
          <th scope="col" className={`${tables.number} ${classes.measure}`}>
            Share
          </th>
          <th scope="col" className={`${tables.number} ${classes.measure}`}>
            Cost
          </th>
          <th scope="col" className={`${tables.number} ${classes.measure}`}>
            Quality
          </th>
          <th scope="col" className={`${tables.number} ${classes.measure}`}>
            Time
          </th>
          <th scope="col" className={`${tables.number} ${classes.measure}`}>
            Measured
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.workflow.id}>
            <td className="es-numbers">{entry.rank}</td>
            <td>
              <span className={classes.workflow}>{entry.workflow.title}</span>
              <span className={tables.sub}>{entry.workflow.variant.toLowerCase()}</span>
            </td>
            <td className={classes.engine}>
              <span className={classes.provider}>{entry.provider.name}</span>{' '}
              <ProviderStatusChip status={entry.provider.status} />
            </td>
            <td className={tables.number}>{formatPercent(entry.weight)}</td>
            <td className={tables.number}>
              {entry.expectedCostNanoUsd ? formatUsd(entry.expectedCostNanoUsd, 'unit') : MISSING}
            </td>
            <td className={tables.number}>{formatScore(entry.expectedQuality)}</td>
            <td className={tables.number}>{formatDuration(entry.expectedDurationMs)}</td>
            <td className={tables.number}>{formatCount(entry.sampleCount)}×</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

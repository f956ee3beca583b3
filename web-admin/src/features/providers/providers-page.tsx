import { ShareBar } from '@effect-studio/web-kit/charts/share-bar.tsx';
import { formatCount, formatPercent, formatScore } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, Drawer } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ProvidersQuery } from '../../../generated/graphql.ts';
import { useRefreshed } from '../../graph/use-refreshed.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { ProviderStatusChip } from '../../parts/provider-status-chip.tsx';
import tables from '../../parts/table.module.css';
import type { PlaceProps } from '../../shell/places.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { providers as en } from '../../words/en/providers.ts';
import { DeclareDrawer } from './declare-drawer.tsx';
import { ProviderView } from './provider-view.tsx';
import { ProvidersDocument } from './providers.graphql.ts';

export type Provider = ProvidersQuery['providers'][number];

/** Who renders, how they are, and whether they get work. */
export default function ProvidersPage({ path: [openedId] }: PlaceProps) {
  const { window, feed } = useBusiness();
  const answer = useLiveQuery({ query: ProvidersDocument, variables: { window } });
  useRefreshed(feed.hud?.version ?? null, answer.retry, 10_000);
  const [isDeclaring, setDeclaring] = useState(false);
  const opened = answer.data?.providers.find(({ id }) => id === openedId);
  return (
    <>
      <PageHead
        title={en.providers}
        action={
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDeclaring(true)}>
            {en.declareAProvider}
          </Button>
        }
      >
        {en.healthFollowsFromProbesAnd}
      </PageHead>
      <Panel title={en.allProviders} isFlush isStale={answer.isStale}>
        <AnswerView answer={answer} what={en.theProvidersCouldNotBe} rows={4}>
          {({ providers }) =>
            providers.length === 0 ? (
              <Empty icon={<IconPlugConnected size={20} aria-hidden />} title={en.thereIsNoProviderYet}>
                {en.theCatalogueThatComesWith}
              </Empty>
            ) : (
              <DataTable
                caption={en.providers}
                columns={COLUMNS}
                rows={providers}
                rowKey={({ id }) => id}
                openedKey={openedId}
                onOpen={({ id }) => goTo(['providers', id])}
              />
            )
          }
        </AnswerView>
      </Panel>
      <Drawer
        opened={opened !== undefined}
        onClose={() => goTo(['providers'])}
        position="right"
        size={620}
        title={opened?.name}
        closeButtonProps={{ 'aria-label': en.close }}
      >
        {opened !== undefined && <ProviderView provider={opened} onChange={answer.retry} />}
      </Drawer>
      <DeclareDrawer isOpen={isDeclaring} onClose={() => setDeclaring(false)} onDone={answer.retry} />
    </>
  );
}

const COLUMNS: readonly Column<Provider>[] = [
  {
    key: 'name',
    name: en.provider,
    sortBy: ({ name }) => name,
    cell: ({ name, id, adapter }) => (
      <>
        <span className={tables.name}>{name}</span>
        <span className={tables.sub}>
          {id} · {adapter}
        </span>
      </>
    ),
  },
  { key: 'status', name: en.health, cell: ({ status }) => <ProviderStatusChip status={status} /> },
  {
    key: 'score',
    name: en.wentWell,
    isNumber: true,
    isExtra: true,
    width: 120,
    sortBy: ({ healthScore }) => healthScore,
    cell: ({ healthScore }) => (
      <>
        {formatPercent(healthScore)}
        {healthScore != null && (
          <ShareBar
            share={healthScore}
            tone={healthScore > 0.95 ? 'good' : healthScore > 0.8 ? 'warn' : 'bad'}
          />
        )}
      </>
    ),
  },
  {
    key: 'since',
    name: en.since,
    isExtra: true,
    cell: ({ statusChangedAt }) => <When at={statusChangedAt} />,
  },
  {
    key: 'agents',
    name: en.machines,
    isNumber: true,
    isExtra: 'wide',
    sortBy: ({ onlineAgentCount }) => onlineAgentCount,
    cell: ({ onlineAgentCount }) => formatCount(onlineAgentCount),
  },
  {
    key: 'workflows',
    name: en.workflows,
    isNumber: true,
    isExtra: 'wide',
    sortBy: ({ workflows }) => workflows.length,
    cell: ({ workflows }) => formatCount(workflows.filter(({ isActive }) => isActive).length),
  },
  {
    key: 'quality',
    name: en.quality,
    isNumber: true,
    isExtra: true,
    sortBy: ({ averageQuality }) => averageQuality,
    cell: ({ averageQuality }) => formatScore(averageQuality),
  },
  {
    key: 'margin',
    name: en.margin,
    isNumber: true,
    sortBy: ({ margin }) => margin?.margin,
    cell: ({ margin }) => formatPercent(margin?.margin),
  },
];

import { MarginBar } from '@effect-studio/web-kit/charts/margin-bar.tsx';
import { Spark } from '@effect-studio/web-kit/charts/spark.tsx';
import { formatCount, formatPercent, formatUsd } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo } from '@effect-studio/web-kit/location-hash.ts';
import { Changing } from '@effect-studio/web-kit/ui/changing.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Delta } from '@effect-studio/web-kit/ui/delta.tsx';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import { ProviderStatusChip } from '../../parts/provider-status-chip.tsx';
import { useSpan, WINDOW_MS } from '../../parts/spans.ts';
import tables from '../../parts/table.module.css';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { isProblem } from '../../words/problem-words.ts';
import { MarginBreakdownDocument, PointParts } from './margin.graphql.ts';
import classes from './provider-table.module.css';

type Row = HudPartsFragment['providers'][number];

/** Providers with what they earned and cost, and the course of their margin. */
export function ProviderTable({ rows }: { rows: readonly Row[] }) {
  const { window } = useBusiness();
  const span = useSpan(Math.max(WINDOW_MS[window], WINDOW_MS.DAY));
  const { data } = useLiveQuery({
    query: MarginBreakdownDocument,
    variables: { span, by: 'PROVIDER', historyStep: 'HOUR' },
  });
  const breakdown = isProblem(data?.marginBreakdown) ? undefined : data?.marginBreakdown;
  const trends = new Map(
    (breakdown?.rows ?? []).map(({ provider, history }) => [
      provider?.id,
      readFragment(PointParts, history).map(({ margin }) => margin.margin ?? null),
    ]),
  );
  const columns: Column<Row>[] = [
    {
      key: 'provider',
      name: en.provider,
      sortBy: ({ provider }) => provider.name,
      cell: ({ provider }) => (
        <>
          <span className={tables.name}>{provider.name}</span>
          <span className={tables.sub}>
            {en.online(provider.adapter, formatCount(provider.onlineAgentCount))}
          </span>
        </>
      ),
    },
    {
      key: 'health',
      name: en.health,
      isExtra: true,
      cell: ({ provider }) => <ProviderStatusChip status={provider.status} />,
    },
    {
      key: 'runs',
      name: en.runs,
      isNumber: true,
      isExtra: true,
      sortBy: ({ margin }) => margin.runCount,
      cell: ({ margin }) => <Changing value={formatCount(margin.runCount)} />,
    },
    {
      key: 'revenue',
      name: en.revenue,
      isNumber: true,
      sortBy: ({ margin }) => BigInt(margin.revenueNanoUsd),
      cell: ({ margin }) => <Changing value={formatUsd(margin.revenueNanoUsd)} />,
    },
    {
      key: 'cost',
      name: en.cost,
      isNumber: true,
      isExtra: 'wide',
      sortBy: ({ margin }) => BigInt(margin.costNanoUsd),
      cell: ({ margin }) => (
        <span title={unpricedHint(margin.unpricedCount)}>
          <Changing value={formatUsd(margin.costNanoUsd, 'unit')} />
          {margin.unpricedCount > 0 && ' +?'}
        </span>
      ),
    },
    {
      key: 'trend',
      name: en.trend,
      isExtra: true,
      cell: ({ provider, margin }) => (
        <Spark
          values={trends.get(provider.id) ?? []}
          summary={en.marginOfByTheHour(provider.name)}
          tone={margin.margin != null && margin.margin < 0 ? 'bad' : 'accent'}
        />
      ),
    },
    {
      key: 'margin',
      name: en.margin,
      isNumber: true,
      sortBy: ({ margin }) => margin.margin,
      cell: ({ margin, marginChange }) => (
        <span className={classes.margin}>
          <Delta change={marginChange} />
          <strong data-loss={(margin.margin != null && margin.margin < 0) || undefined}>
            <Changing value={formatPercent(margin.margin)} />
          </strong>
          <MarginBar margin={margin.margin} />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={en.marginPerProvider}
      columns={columns}
      rows={rows}
      rowKey={({ provider }) => provider.id}
      sort={{ key: 'revenue', isDown: true }}
      onOpen={({ provider }) => goTo(['margin', 'providers', provider.id])}
    />
  );
}

const unpricedHint = (count: number): string | undefined =>
  count > 0 ? `${formatCount(count)} attempts have no price yet` : undefined;

import { MarginBar } from '@effect-studio/web-kit/charts/margin-bar.tsx';
import { formatCount, formatPercent, formatUsd } from '@effect-studio/web-kit/format.ts';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import { ProviderStatusChip } from '../../provider-status-chip.tsx';
import tables from '../../table.module.css';
import classes from './provider-table.module.css';

/** Providers with what they earned and cost, the largest revenue first. */
export function ProviderTable({ rows }: { rows: HudPartsFragment['providers'] }) {
  const sorted = [...rows].sort((a, b) => bySize(b.margin.revenueNanoUsd, a.margin.revenueNanoUsd));
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col">Health</th>
          <th scope="col" className={tables.number}>
            Runs
          </th>
          <th scope="col" className={tables.number}>
            Revenue
          </th>
          <th scope="col" className={tables.number}>
            Cost
          </th>
          <th scope="col" className={tables.number}>
            Margin
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ provider, margin }) => (
          <tr key={provider.id}>
            <td>
              <span className={tables.name}>{provider.name}</span>
              <span className={tables.sub}>
                {provider.adapter} · {formatCount(provider.onlineAgentCount)} online
              </span>
            </td>
            <td>
              <ProviderStatusChip status={provider.status} />
            </td>
            <td className={tables.number}>{formatCount(margin.runCount)}</td>
            <td className={tables.number}>{formatUsd(margin.revenueNanoUsd)}</td>
            <td className={tables.number} title={unpricedHint(margin.unpricedCount)}>
              {formatUsd(margin.costNanoUsd, 'unit')}
              {margin.unpricedCount > 0 && ' +?'}
            </td>
            <td className={tables.number}>
              <span
                className={classes.margin}
                data-loss={(margin.margin != null && margin.margin < 0) || undefined}
              >
                {formatPercent(margin.margin)}
              </span>
              <MarginBar margin={margin.margin} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function bySize(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

const unpricedHint = (count: number): string | undefined =>
  count > 0 ? `${formatCount(count)} attempts have no price yet` : undefined;

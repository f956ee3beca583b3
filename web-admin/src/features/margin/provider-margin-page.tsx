import { formatPercent, formatScore } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useMemo } from 'react';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { ProviderStatusChip } from '../../provider-status-chip.tsx';
import { DAY_MS, useSpan } from '../../spans.ts';
import { ProviderDocument } from './margin.graphql.ts';
import { SliceBreakdown } from './slice-breakdown.tsx';
import { SliceHistory } from './slice-history.tsx';
import { SliceRuns } from './slice-runs.tsx';

/** One provider over time and by effect. */
export function ProviderMarginPage({ id }: { id: string }) {
  const { data } = useLiveQuery({ query: ProviderDocument, variables: { id } });
  const provider = data?.provider;
  const slice = useMemo(() => ({ providerId: id }), [id]);
  const span = useSpan(30 * DAY_MS);
  return (
    <>
      <PageHead title={provider?.name ?? id} trail={<a href={hashHref('margin')}>Margin</a>}>
        {provider && (
          <>
            <ProviderStatusChip status={provider.status} /> since <When at={provider.statusChangedAt} /> ·{' '}
            {provider.adapter} on {provider.instanceType} · quality {formatScore(provider.averageQuality)} ·{' '}
            {formatPercent(provider.healthScore)} of probes and attempts went well
          </>
        )}
      </PageHead>
      <div className={grid.grid}>
        <SliceHistory slice={slice} />
        <SliceBreakdown title="By effect" slice={slice} by="EFFECT_TYPE" className={grid.full} />
        <Panel title="Runs" note="last 30 days" isFlush className={grid.wide}>
          <SliceRuns span={span} slice={slice} />
        </Panel>
        <SliceBreakdown title="By fleet" slice={slice} by="FLEET" className={grid.narrow} isCompact />
      </div>
    </>
  );
}

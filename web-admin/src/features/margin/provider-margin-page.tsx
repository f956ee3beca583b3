import { formatPercent, formatScore } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useMemo } from 'react';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { ProviderStatusChip } from '../../parts/provider-status-chip.tsx';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { margin as en } from '../../words/en/margin.ts';
import { ProviderDocument } from './margin.graphql.ts';
import { ProviderCosts, ProviderPrices } from './provider-costs.tsx';
import { SliceBreakdown } from './slice-breakdown.tsx';
import { SliceHistory } from './slice-history.tsx';
import { SliceRuns } from './slice-runs.tsx';

/** One provider over time and by effect. */
export default function ProviderMarginPage({ id }: { id: string }) {
  const { data } = useLiveQuery({ query: ProviderDocument, variables: { id } });
  const provider = data?.provider;
  const slice = useMemo(() => ({ providerId: id }), [id]);
  const span = useSpan(30 * DAY_MS);
  return (
    <>
      <PageHead title={provider?.name ?? id} trail={<a href={hashHref('margin')}>{en.margin}</a>}>
        {provider && (
          <>
            <ProviderStatusChip status={provider.status} />
            {en.since}
            <When at={provider.statusChangedAt} />
            {en.onQualityOfProbesAnd(
              provider.adapter,
              provider.instanceType,
              formatScore(provider.averageQuality),
              formatPercent(provider.healthScore),
            )}
          </>
        )}
      </PageHead>
      <div className={grid.grid}>
        <SliceHistory slice={slice} />
        <ProviderCosts id={id} className={grid.half} />
        <ProviderPrices id={id} className={grid.half} />
        <SliceBreakdown title={en.byEffect} slice={slice} by="EFFECT_TYPE" className={grid.full} />
        <Panel title={en.runs} note={en.last30Days} isFlush className={grid.wide}>
          <SliceRuns span={span} slice={slice} />
        </Panel>
        <SliceBreakdown
          title={en.byFleet}
          slice={slice}
          by="FLEET"
          className={`${grid.narrow} ${grid.top}`}
          isCompact
        />
      </div>
    </>
  );
}

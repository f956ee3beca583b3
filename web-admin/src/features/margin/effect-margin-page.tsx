import { formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { useMemo } from 'react';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { DAY_MS, useSpan } from '../../spans.ts';
import { EffectTypesDocument } from './margin.graphql.ts';
import { PriceSlider } from './price-slider.tsx';
import { SliceBreakdown } from './slice-breakdown.tsx';
import { SliceHistory } from './slice-history.tsx';
import { SliceRuns } from './slice-runs.tsx';

/** Revenue against cost of one effect, and the price that would reach a target. */
export function EffectMarginPage({ id }: { id: string }) {
  const { data } = useLiveQuery({ query: EffectTypesDocument, variables: {} });
  const effect = data?.effectTypes.find((known) => known.id === id);
  const slice = useMemo(() => ({ effectTypeId: id }), [id]);
  const span = useSpan(30 * DAY_MS);
  return (
    <>
      <PageHead title={effect?.title ?? id} trail={<a href={hashHref('margin')}>Margin</a>}>
        {effect && (
          <>
            {effect.description} · base price {formatTokens(effect.basePriceTokens)} · quality floor{' '}
            {formatScore(effect.qualityFloor)}
          </>
        )}
      </PageHead>
      <div className={grid.grid}>
        <SliceHistory slice={slice} />
        <SliceBreakdown title="By provider" slice={slice} by="PROVIDER" className={grid.wide} />
        <PriceSlider effectTypeId={id} className={grid.narrow} />
        <Panel title="Runs" note="last 30 days" isFlush className={grid.full}>
          <SliceRuns span={span} slice={slice} />
        </Panel>
      </div>
    </>
  );
}

import { formatScore, formatTokens } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { useMemo } from 'react';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { DAY_MS, useSpan } from '../../parts/spans.ts';
import { margin as en } from '../../words/en/margin.ts';
import { EffectTypesDocument } from './margin.graphql.ts';
import { PriceSlider } from './price-slider.tsx';
import { SliceBreakdown } from './slice-breakdown.tsx';
import { SliceHistory } from './slice-history.tsx';
import { SliceRuns } from './slice-runs.tsx';

/** Revenue against cost of one effect, and the price that would reach a target. */
export default function EffectMarginPage({ id }: { id: string }) {
  const { data } = useLiveQuery({ query: EffectTypesDocument, variables: {} });
  const effect = data?.effectTypes.find((known) => known.id === id);
  const slice = useMemo(() => ({ effectTypeId: id }), [id]);
  const span = useSpan(30 * DAY_MS);
  return (
    <>
      <PageHead title={effect?.title ?? id} trail={<a href={hashHref('margin')}>{en.margin}</a>}>
        {effect &&
          en.basePriceQualityFloor(
            effect.description,
            formatTokens(effect.basePriceTokens),
            formatScore(effect.qualityFloor),
          )}
      </PageHead>
      <div className={grid.grid}>
        <SliceHistory slice={slice} />
        <SliceBreakdown title={en.byProvider} slice={slice} by="PROVIDER" className={grid.wide} />
        <PriceSlider effectTypeId={id} className={grid.narrow} />
        <Panel title={en.runs} note={en.last30Days} isFlush className={grid.full}>
          <SliceRuns span={span} slice={slice} />
        </Panel>
      </div>
    </>
  );
}

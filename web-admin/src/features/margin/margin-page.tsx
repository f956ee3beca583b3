import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { WINDOW_WORDS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { EffectHeat } from './effect-heat.tsx';
import { MarginTrend } from './margin-trend.tsx';
import { MovedPanel } from './moved-panel.tsx';
import { ProviderTable } from './provider-table.tsx';
import { RecentLog } from './recent-log.tsx';
import { TopRecommendations } from './top-recommendations.tsx';

/** Are we making money now, and who is not. */
export function MarginPage() {
  const { window, feed } = useBusiness();
  const words = WINDOW_WORDS[window];
  return (
    <>
      <PageHead
        title={en.margin}
        action={
          <>
            <Button variant="default" component="a" href={hashHref('why')}>
              {en.compareWindows}
            </Button>
            <Button component="a" href={hashHref('recommendations')}>
              {en.openRecommendations}
            </Button>
          </>
        }
      >
        {en.margin1CostRevenueFrom}
        {words}.
      </PageHead>
      <div className={grid.grid}>
        <MarginTrend className={grid.wide} />
        <MovedPanel className={grid.narrow} />
        <Panel
          title={en.providers}
          note={en.rankedByRevenue}
          className={grid.wide}
          isFlush
          isStale={feed.isStale}
        >
          <HudState rows={4} title={en.providersAppearWithTheFirst}>
            {(known) => <ProviderTable rows={known.providers} />}
          </HudState>
        </Panel>
        <TopRecommendations className={grid.narrow} />
        <Panel
          title={en.providerEffect}
          note={`margin, ${words}`}
          className={grid.wide}
          isStale={feed.isStale}
        >
          <HudState rows={5} title={en.theMatrixFillsWithThe}>
            {(known) => <EffectHeat hud={known} />}
          </HudState>
        </Panel>
        <RecentLog className={grid.narrow} />
      </div>
    </>
  );
}

interface HudStateProps {
  rows: number;
  title: string;
  children: (hud: HudPartsFragment) => ReactNode;
}

function HudState({ rows, title, children }: HudStateProps) {
  const { hud, error, retry } = useBusiness().feed;
  if (hud !== null) return hud.providers.length > 0 ? children(hud) : <Empty title={title} />;
  if (error !== undefined) return <Fault what={en.theMarginsCouldNotBe} error={error} onRetry={retry} />;
  return <Loading rows={rows} />;
}

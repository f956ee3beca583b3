import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HudPartsFragment } from '../../../generated/graphql.ts';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { WINDOW_WORDS } from '../../spans.ts';
import { useBusiness } from '../../window-context.tsx';
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
        title="Margin"
        action={
          <>
            <Button variant="default" component="a" href={hashHref('why')}>
              Compare windows
            </Button>
            <Button component="a" href={hashHref('recommendations')}>
              Open recommendations
            </Button>
          </>
        }
      >
        Margin = 1 − cost ÷ revenue, from settled runs of the {words}.
      </PageHead>
      <div className={grid.grid}>
        <MarginTrend className={grid.wide} />
        <MovedPanel className={grid.narrow} />
        <Panel
          title="Providers"
          note="ranked by revenue"
          className={grid.wide}
          isFlush
          isStale={feed.isStale}
        >
          <HudState rows={4} title="Providers appear with the first settled run">
            {(known) => <ProviderTable rows={known.providers} />}
          </HudState>
        </Panel>
        <TopRecommendations className={grid.narrow} />
        <Panel
          title="Provider × effect"
          note={`margin, ${words}`}
          className={grid.wide}
          isStale={feed.isStale}
        >
          <HudState rows={5} title="The matrix fills with the first settled run">
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
  if (error !== undefined)
    return <Fault what="The margins could not be loaded" error={error} onRetry={retry} />;
  return <Loading rows={rows} />;
}

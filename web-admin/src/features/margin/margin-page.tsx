import { Heat } from '@effect-studio/web-kit/charts/heat.tsx';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HudPartsFragment, MarginWindow } from '../../../generated/graphql.ts';
import type { HudFeed } from '../../hud/use-hud.ts';
import { PageHead } from '../../page-head.tsx';
import { ActionLogPanel } from './action-log-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { LiveMargin } from './live-margin.tsx';
import classes from './margin-page.module.css';
import { ProviderTable } from './provider-table.tsx';

interface MarginPageProps {
  feed: HudFeed;
  window: MarginWindow;
  waitingCount: number;
}

const WINDOW_WORDS: Record<MarginWindow, string> = {
  HOUR: 'last hour',
  DAY: 'last 24 hours',
  WEEK: 'last 7 days',
};

/** Are we making money now, and who is not. */
export function MarginPage({ feed, window, waitingCount }: MarginPageProps) {
  const { hud, isStale } = feed;
  const words = WINDOW_WORDS[window];
  return (
    <>
      <PageHead
        title="Margin"
        action={
          waitingCount > 0 && (
            <Button
              component="a"
              href={hashHref('approvals')}
              rightSection={<span className={classes.count}>{waitingCount}</span>}
            >
              Open approvals
            </Button>
          )
        }
      >
        Margin = 1 − cost ÷ revenue, from settled runs of the {words}.
      </PageHead>
      <div className={classes.grid}>
        <LiveMargin feed={feed} words={words} className={classes.wide} />
        <Panel
          title="Provider × effect"
          note={`margin, ${words}`}
          className={classes.narrow}
          isStale={isStale}
        >
          <HudState feed={feed} rows={5} title="The matrix fills with the first settled run">
            {(known) => <EffectHeat hud={known} />}
          </HudState>
        </Panel>
        <Panel title="Providers" note="by revenue" className={classes.wide} isFlush isStale={isStale}>
          <HudState feed={feed} rows={4} title="Providers appear with the first settled run">
            {(known) => <ProviderTable rows={known.providers} />}
          </HudState>
        </Panel>
        <LedgerPanel className={classes.narrow} version={hud?.version ?? null} />
        <ActionLogPanel className={classes.full} version={hud?.version ?? null} />
      </div>
    </>
  );
}

interface HudStateProps {
  feed: HudFeed;
  rows: number;
  title: string;
  children: (hud: HudPartsFragment) => ReactNode;
}

function HudState({ feed: { hud, error, retry }, rows, title, children }: HudStateProps) {
  if (hud !== null) return hud.providers.length > 0 ? children(hud) : <Empty title={title} />;
  if (error !== undefined)
    return <Fault what="The margins could not be loaded" error={error} onRetry={retry} />;
  return <Loading rows={rows} />;
}

function EffectHeat({ hud: { cells } }: { hud: HudPartsFragment }) {
  const rows = new Map(cells.map(({ provider: { id, name } }) => [id, { id, name }]));
  const columns = new Map(cells.map(({ effectType: { id, title } }) => [id, { id, name: title }]));
  return (
    <div className={classes.scroll}>
      <Heat
        caption="Margin and runs per provider and effect"
        corner="Provider"
        rows={[...rows.values()]}
        columns={[...columns.values()]}
        cells={cells.map(({ provider, effectType, margin }) => ({
          row: provider.id,
          column: effectType.id,
          margin: margin.margin ?? null,
          runCount: margin.runCount,
        }))}
      />
    </div>
  );
}

import { goTo, useHashPath } from '@effect-studio/web-kit/location-hash.ts';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { useEffect, useRef, useState } from 'react';
import type { MarginWindow } from '../generated/graphql.ts';
import { ApprovalsPage } from './features/approvals/approvals-page.tsx';
import { useReviewQueue } from './features/approvals/use-review-queue.ts';
import { MarginPage } from './features/margin/margin-page.tsx';
import { RoutingPage } from './features/routing/routing-page.tsx';
import { TraceDrawer } from './features/trace/trace-drawer.tsx';
import { HudStrip } from './hud/hud-strip.tsx';
import { useHud } from './hud/use-hud.ts';
import classes from './shell.module.css';
import { SideBar } from './side-bar.tsx';

/** The frame of every admin page: places at the side, the HUD on top. */
export function Shell({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  const [place = 'margin', id] = useHashPath();
  const [window, setWindow] = useState<MarginWindow>('HOUR');
  const [tracedRunId, setTraced] = useState<string | null>(null);
  const feed = useHud(window);
  const queue = useReviewQueue();
  const main = useRef<HTMLElement>(null);
  const seen = useRef(place);
  useEffect(() => {
    if (seen.current === place) return;
    seen.current = place;
    scrollTo({ top: 0 });
    main.current?.focus({ preventScroll: true });
  }, [place]);
  useHotkeys({ 1: () => setWindow('HOUR'), 2: () => setWindow('DAY'), 3: () => setWindow('WEEK') });

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href={`#/${place}`} onClick={() => main.current?.focus()}>
        To the content
      </a>
      <SideBar place={place} waitingCount={queue.items?.length ?? 0} name={name} onSignOut={onSignOut} />
      <div className={classes.content}>
        <HudStrip feed={feed} window={window} onWindow={setWindow} />
        <main ref={main} className={classes.main} tabIndex={-1}>
          {place === 'approvals' ? (
            <ApprovalsPage
              queue={queue}
              chosenId={id ?? null}
              onChoose={(itemId) => goTo(itemId === null ? ['approvals'] : ['approvals', itemId], 'replace')}
              onTrace={setTraced}
            />
          ) : place === 'routing' ? (
            <RoutingPage />
          ) : (
            <MarginPage feed={feed} window={window} waitingCount={queue.items?.length ?? 0} />
          )}
        </main>
      </div>
      <TraceDrawer runId={tracedRunId} onClose={() => setTraced(null)} />
    </div>
  );
}

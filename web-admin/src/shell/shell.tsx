import { goTo, hashHref, useHashPath } from '@effect-studio/web-kit/location-hash.ts';
import { ErrorBoundary } from '@effect-studio/web-kit/ui/error-boundary.tsx';
import { Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { frame as en } from '../words/en/frame.ts';
import { HudStrip } from './hud/hud-strip.tsx';
import { PLACES } from './places.ts';
import classes from './shell.module.css';
import { SideBar } from './side-bar.tsx';
import { StudioPalette } from './studio-palette.tsx';
import { BusinessProvider, useBusiness } from './window-context.tsx';

const KeySheet = lazy(() => import('./key-sheet.tsx'));

/** The frame of every admin page: places at the side, the HUD on top. */
export function Shell({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  return (
    <BusinessProvider>
      <Frame name={name} onSignOut={onSignOut} />
    </BusinessProvider>
  );
}

function Frame({ name, onSignOut }: { name: string; onSignOut: () => void }) {
  const [key = 'margin', ...path] = useHashPath();
  const place = PLACES.find((known) => known.key === key) ?? PLACES[0]!;
  const address = [place.key, ...path].join('/');
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [areKeysShown, setKeysShown] = useState(false);
  const { window, setWindow, feed } = useBusiness();
  const main = useRef<HTMLElement>(null);
  const seen = useRef(place.key);
  useEffect(() => {
    document.title = `${place.name} · Effect Studio Admin`;
    if (seen.current === place.key) return;
    seen.current = place.key;
    scrollTo({ top: 0 });
    main.current?.focus({ preventScroll: true });
  }, [place]);
  useHotkeys({
    1: () => setWindow('HOUR'),
    2: () => setWindow('DAY'),
    3: () => setWindow('WEEK'),
    '/': () => setPaletteOpen(true),
    '?': () => setKeysShown(true),
    ...Object.fromEntries(
      PLACES.flatMap(({ key: to, chord }) => (chord ? [[`g ${chord}`, () => goTo([to])]] : [])),
    ),
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setPaletteOpen((isOpen) => !isOpen);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href={hashHref(place.key, ...path)} onClick={() => main.current?.focus()}>
        {en.toTheContent}
      </a>
      <SideBar place={place.key} name={name} onSignOut={onSignOut} onSearch={() => setPaletteOpen(true)} />
      <div className={classes.content}>
        <HudStrip feed={feed} window={window} onWindow={setWindow} />
        <main ref={main} className={classes.main} tabIndex={-1}>
          <ErrorBoundary place={address}>
            <Suspense fallback={<Loading rows={4} rowHeight={120} />}>
              <place.Page path={path} />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <StudioPalette
        isOpen={isPaletteOpen}
        onClose={() => setPaletteOpen(false)}
        onWindow={setWindow}
        onKeys={() => setKeysShown(true)}
        onSignOut={onSignOut}
      />
      <Suspense>{areKeysShown && <KeySheet onClose={() => setKeysShown(false)} />}</Suspense>
    </div>
  );
}

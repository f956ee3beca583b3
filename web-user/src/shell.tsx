import { hashHref, useHashPath } from '@effect-studio/web-kit/location-hash.ts';
import { SignInPage } from '@effect-studio/web-kit/session/sign-in-page.tsx';
import { ErrorBoundary } from '@effect-studio/web-kit/ui/error-boundary.tsx';
import { Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { MeDocument } from './session/session.graphql.ts';
import classes from './shell.module.css';
import { TabBar, TopBar } from './top-bar.tsx';
import { frame as en } from './words/en/frame.ts';

// Each page is a chunk of its own: a visitor of the gallery loads no uploader, and nobody a page that they do not open.
const CreatePage = lazy(() => import('./features/create/create-page.tsx'));
const UseEffectPage = lazy(() => import('./features/create/use-effect-page.tsx'));
const CreationsPage = lazy(() => import('./features/creations/creations-page.tsx'));
const RunPage = lazy(() => import('./features/run/run-page.tsx'));
const GalleryPage = lazy(() => import('./features/gallery/gallery-page.tsx'));
const EffectPage = lazy(() => import('./features/gallery/effect-page.tsx'));
const WalletPage = lazy(() => import('./features/wallet/wallet-page.tsx'));
const InboxPage = lazy(() => import('./features/inbox/inbox-page.tsx'));
const MakingPage = lazy(() => import('./features/making/making-page.tsx'));
const MadePage = lazy(() => import('./features/making/draft-page.tsx'));
const AccountPage = lazy(() => import('./features/account/account-page.tsx'));

/** The frame around every place of the app, and who may enter it. */
export function Shell({ onSessionChange }: { onSessionChange: () => void }) {
  const [{ data, error, fetching }, read] = useQuery({ query: MeDocument, requestPolicy: 'network-only' });
  const [place = 'create', id] = useHashPath();
  const main = useRef<HTMLElement>(null);
  const seen = useRef(`${place}/${id}`);
  useEffect(() => {
    const now = `${place}/${id}`;
    if (now === seen.current) return;
    seen.current = now;
    scrollTo({ top: 0 });
    main.current?.focus({ preventScroll: true });
  }, [place, id]);
  const me = data?.me ?? null;

  return (
    <>
      <a
        className={classes.skip}
        href={hashHref(place, ...(id === undefined ? [] : [id]))}
        onClick={() => main.current?.focus()}
      >
        {en.toTheContent}
      </a>
      <TopBar me={me} place={place} onSessionChange={onSessionChange} />
      <main ref={main} className={classes.main} tabIndex={-1}>
        {data === undefined && error !== undefined ? (
          <Fault what={en.theStudioCouldNotBe} error={error} onRetry={() => read()} />
        ) : data === undefined ? (
          fetching && <Loading rows={3} rowHeight={120} />
        ) : me === null && place !== 'gallery' ? (
          <SignInPage
            client="web-user"
            title={en.makeAnyClipLookLike}
            lead={
              <>
                {en.dropAnExampleAndYour}
                <a href={hashHref('gallery')}>{en.lookAroundInTheGallery}</a>
                {en.first}
              </>
            }
            onSignedIn={onSessionChange}
          />
        ) : (
          <ErrorBoundary place={`${place}/${id}`}>
            <Suspense fallback={<Loading rows={3} rowHeight={120} />}>
              <Place place={place} id={id} />
            </Suspense>
          </ErrorBoundary>
        )}
      </main>
      <TabBar place={place} />
    </>
  );
}

function Place({ place, id }: { place: string; id: string | undefined }) {
  switch (place) {
    case 'runs':
      return id === undefined ? <CreationsPage /> : <RunPage key={id} id={id} />;
    case 'gallery':
      return id === undefined ? <GalleryPage /> : <EffectPage key={id} slug={id} />;
    case 'use':
      return id === undefined ? <GalleryPage /> : <UseEffectPage key={id} slug={id} />;
    case 'wallet':
      return <WalletPage />;
    case 'inbox':
      return <InboxPage />;
    case 'making':
      return id === undefined ? <MakingPage /> : <MadePage key={id} id={id} />;
    case 'account':
      return <AccountPage />;
    default:
      return <CreatePage />;
  }
}

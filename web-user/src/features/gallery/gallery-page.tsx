import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button } from '@mantine/core';
import { IconPhotoVideo } from '@tabler/icons-react';
import { useQuery } from 'urql';
import { GalleryDocument } from './gallery.graphql.ts';
import classes from './gallery-page.module.css';

const PAGE = 24;

/** Published effects; previews loop while they are in view. */
export function GalleryPage() {
  return (
    <div>
      <header className={classes.head}>
        <h1>Gallery</h1>
        <p>Looks that passed the studio's quality floor and a person's eye.</p>
      </header>
      <CursorPages page={GallerySlice} />
    </div>
  );
}

function GallerySlice({ after, onMore }: CursorPageProps) {
  const [{ data, error, fetching }, read] = useQuery({
    query: GalleryDocument,
    variables: { first: PAGE, after },
  });
  if (data === undefined) {
    if (error !== undefined)
      return <Fault what="The gallery could not be loaded" error={error} onRetry={() => read()} />;
    return fetching ? <Loading rows={2} rowHeight={240} /> : null;
  }
  const { edges, pageInfo } = data.effects;
  if (edges.length === 0 && after === null) {
    return (
      <Empty
        icon={<IconPhotoVideo size={20} aria-hidden />}
        title="Published effects appear here"
        action={
          <Button component="a" href={hashHref('create')} mt={8}>
            Make the first one
          </Button>
        }
      >
        A creation gets here when its result is approved.
      </Empty>
    );
  }
  return (
    <>
      <ul className={classes.grid}>
        {edges.map(({ node: effect }) => (
          <li key={effect.id}>
            <a className={classes.card} href={hashHref('gallery', effect.slug)}>
              <span className={classes.picture}>
                {effect.previewUrl ? (
                  <LoopVideo
                    src={effect.previewUrl}
                    label={`${effect.title}: ${effect.effectType.title} on a clip`}
                  />
                ) : (
                  <span className={classes.none}>No public preview</span>
                )}
                <span className={classes.price}>{formatTokens(effect.priceTokens)}</span>
              </span>
              <span className={classes.name}>{effect.title}</span>
              <span className={classes.meta}>
                {effect.effectType.title} · by {effect.creator.displayName}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => onMore(pageInfo.endCursor!)}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

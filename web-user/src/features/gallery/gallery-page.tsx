import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhotoVideo, IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import type { EffectOrder } from '../../../generated/graphql.ts';
import { CategoriesDocument, GalleryDocument } from './gallery.graphql.ts';
import classes from './gallery-page.module.css';

const PAGE = 24;

const ORDERS = [
  { value: 'NEWEST', label: 'Newest' },
  { value: 'MOST_USED', label: 'Most used' },
  { value: 'CHEAPEST', label: 'Cheapest' },
] satisfies { value: EffectOrder; label: string }[];

/** Published effects by kind, word and order; previews loop while they are in view. */
export default function GalleryPage() {
  const [kind, setKind] = useHashSearch('kind');
  const [search, setSearch] = useHashSearch('search');
  const [named, setOrder] = useHashSearch('order');
  const order = ORDERS.find(({ value }) => value === named)?.value ?? 'NEWEST';
  const [asked] = useDebouncedValue(search ?? '', 250);
  const listing = useMemo(
    () => ({ order, filter: { search: asked || null, effectTypeId: kind } }),
    [order, asked, kind],
  );
  const isFiltered = kind !== null || (search ?? '') !== '';
  return (
    <div>
      <header className={classes.head}>
        <h1>Gallery</h1>
        <p>Looks that passed the studio's quality floor and a person's eye.</p>
      </header>
      <search className={classes.tools}>
        <TextInput
          aria-label="Search the gallery"
          placeholder="Search the gallery"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search ?? ''}
          onChange={(event) => setSearch(event.currentTarget.value || null)}
        />
        <SegmentedControl
          aria-label="Order"
          value={order}
          onChange={(value) => setOrder(value === 'NEWEST' ? null : value)}
          data={ORDERS}
        />
      </search>
      <Categories chosen={kind} onChoose={setKind} />
      <CursorPages key={JSON.stringify(listing)} page={GallerySlice} listing={{ ...listing, isFiltered }} />
    </div>
  );
}

function Categories({
  chosen,
  onChoose,
}: {
  chosen: string | null;
  onChoose: (kind: string | null) => void;
}) {
  const [{ data }] = useQuery({ query: CategoriesDocument });
  return (
    <nav aria-label="Kinds of effect" className={classes.kinds}>
      {[{ id: null, title: 'All' }, ...(data?.effectTypes ?? [])].map(({ id, title }) => (
        <button key={id ?? 'all'} type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          {title}
        </button>
      ))}
    </nav>
  );
}

interface Listing {
  order: EffectOrder;
  filter: { search: string | null; effectTypeId: string | null };
  isFiltered: boolean;
}

function GallerySlice({ after, onMore, listing }: CursorPageProps & { listing: Listing }) {
  const { order, filter, isFiltered } = listing;
  const [{ data, error, fetching }, read] = useQuery({
    query: GalleryDocument,
    variables: { first: PAGE, after, filter, order },
  });
  if (data === undefined) {
    if (error !== undefined)
      return <Fault what="The gallery could not be loaded" error={error} onRetry={() => read()} />;
    return fetching ? <Loading rows={2} rowHeight={240} /> : null;
  }
  const { edges, pageInfo } = data.effects;
  if (edges.length === 0 && after === null && isFiltered) {
    return <Empty title="No effect fits">Another word or kind may.</Empty>;
  }
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
                {effect.useCount > 0 && ` · used ${effect.useCount}×`}
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

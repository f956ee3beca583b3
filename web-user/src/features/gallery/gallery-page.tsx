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
import { gallery as en } from '../../words/en/gallery.ts';
import { CategoriesDocument, GalleryDocument } from './gallery.graphql.ts';
import classes from './gallery-page.module.css';

const PAGE = 24;

const ORDERS = [
  { value: 'NEWEST', label: en.newest },
  { value: 'MOST_USED', label: en.mostUsed },
  { value: 'CHEAPEST', label: en.cheapest },
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
        <h1>{en.gallery}</h1>
        <p>{en.looksThatPassedTheStudios}</p>
      </header>
      <search className={classes.tools}>
        <TextInput
          aria-label={en.searchTheGallery}
          placeholder={en.searchTheGallery}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search ?? ''}
          onChange={(event) => setSearch(event.currentTarget.value || null)}
        />
        <SegmentedControl
          aria-label={en.order}
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
    <nav aria-label={en.kindsOfEffect} className={classes.kinds}>
      {[{ id: null, title: en.all }, ...(data?.effectTypes ?? [])].map(({ id, title }) => (
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
      return <Fault what={en.theGalleryCouldNotBe} error={error} onRetry={() => read()} />;
    return fetching ? <Loading rows={2} rowHeight={240} /> : null;
  }
  const { edges, pageInfo } = data.effects;
  if (edges.length === 0 && after === null && isFiltered) {
    return <Empty title={en.noEffectFits}>{en.anotherWordOrKindMay}</Empty>;
  }
  if (edges.length === 0 && after === null) {
    return (
      <Empty
        icon={<IconPhotoVideo size={20} aria-hidden />}
        title={en.publishedEffectsAppearHere}
        action={
          <Button component="a" href={hashHref('create')} mt={8}>
            {en.makeTheFirstOne}
          </Button>
        }
      >
        {en.aCreationGetsHereWhen}
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
                    label={en.onAClip(effect.title, effect.effectType.title)}
                  />
                ) : (
                  <span className={classes.none}>{en.noPublicPreview}</span>
                )}
                <span className={classes.price}>{formatTokens(effect.priceTokens)}</span>
              </span>
              <span className={classes.name}>{effect.title}</span>
              <span className={classes.meta}>
                {en.by2(effect.effectType.title, effect.creator.displayName)}
                {effect.useCount > 0 && en.used2(effect.useCount)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => onMore(pageInfo.endCursor!)}>
            {en.showMore}
          </Button>
        </div>
      )}
    </>
  );
}

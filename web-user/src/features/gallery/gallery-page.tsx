import { formatDuration, formatTokens } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
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
import { GalleryDocument, ShelvesDocument } from './gallery.graphql.ts';
import { tagsOf, useGalleryAddress } from './gallery-address.ts';
import classes from './gallery-page.module.css';
import { tagWords } from './tag-words.ts';

const PAGE = 24;

const ORDERS = [
  { value: 'NEWEST', label: en.newest },
  { value: 'MOST_USED', label: en.mostUsed },
  { value: 'CHEAPEST', label: en.cheapest },
] satisfies { value: EffectOrder; label: string }[];
const BEST_MATCH = { value: 'RELEVANCE', label: en.bestMatch } satisfies {
  value: EffectOrder;
  label: string;
};

/** Published effects by shelf, tag, word and order; the address keeps them. Previews loop while they are in view. */
export default function GalleryPage() {
  const address = useGalleryAddress();
  const { category, tags, search, isSearch, order } = address;
  const [asked] = useDebouncedValue(search.trim(), 250);
  const tagText = tags.join(',');
  const listing = useMemo(
    () => ({ order, filter: { search: asked || null, categoryId: category, tags: tagsOf(tagText) } }),
    [order, asked, category, tagText],
  );
  const isFiltered = category !== null || tags.length > 0 || isSearch;
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
          value={search}
          maxLength={100}
          onChange={(event) => address.setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={en.order}
          value={order}
          onChange={address.setOrder}
          data={isSearch ? [BEST_MATCH, ...ORDERS] : ORDERS}
        />
      </search>
      <Shelves category={category} onCategory={address.setCategory} tags={tags} onTag={address.toggle} />
      <CursorPages key={JSON.stringify(listing)} page={GallerySlice} listing={{ ...listing, isFiltered }} />
    </div>
  );
}

interface ShelvesProps {
  category: string | null;
  onCategory: (id: string | null) => void;
  tags: readonly string[];
  onTag: (tag: string) => void;
}

function Shelves({ category, onCategory, tags, onTag }: ShelvesProps) {
  const [{ data }] = useQuery({ query: ShelvesDocument });
  const shelves = (data?.galleryCategories ?? []).filter(
    ({ id, effectCount }) => effectCount > 0 || id === category,
  );
  const offered = (data?.galleryTags ?? []).map(({ tag }) => tag);
  const shown = [...offered, ...tags.filter((tag) => !offered.includes(tag))];
  return (
    <>
      <nav aria-label={en.categories} className={classes.kinds}>
        <button type="button" aria-pressed={category === null} onClick={() => onCategory(null)}>
          {en.all}
        </button>
        {shelves.map(({ id, title, description, effectCount }) => (
          <button
            key={id}
            type="button"
            title={description}
            aria-pressed={id === category}
            onClick={() => onCategory(id === category ? null : id)}
          >
            {title} <small>{effectCount}</small>
          </button>
        ))}
      </nav>
      {shown.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would frame them
        <div role="group" aria-label={en.tags} className={classes.tags}>
          {shown.map((tag) => (
            <button key={tag} type="button" aria-pressed={tags.includes(tag)} onClick={() => onTag(tag)}>
              {tagWords(tag)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

interface Listing {
  order: EffectOrder;
  filter: { search: string | null; categoryId: string | null; tags: string[] };
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
  const { edges, pageInfo, isApproximate } = data.effects;
  if (edges.length === 0 && after === null && isFiltered) {
    return <Empty title={en.noEffectFits}>{en.anotherWordOrKindMay}</Empty>;
  }
  if (edges.length === 0 && after === null) {
    return (
      <Empty
        icon={<IconPhotoVideo size={20} aria-hidden />}
        title={en.publishedEffectsAppearHere}
        action={
          <Button component="a" href={hashHref('create')}>
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
      {isApproximate && after === null && (
        <p className={classes.approximate} role="status">
          {en.nothingHoldsTheseWords(filter.search ?? '')}
        </p>
      )}
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
                {effect.typicalMs !== null && en.takes(formatDuration(effect.typicalMs))}
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

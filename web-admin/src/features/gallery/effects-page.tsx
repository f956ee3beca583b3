import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { goTo, hashHref, useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, SegmentedControl } from '@mantine/core';
import { IconPhotoVideo } from '@tabler/icons-react';
import type { ManagedEffectsQuery } from '../../../generated/graphql.ts';
import tables from '../../parts/table.module.css';
import { gallery as en } from '../../words/en/gallery.ts';
import { ManagedEffectsDocument } from './gallery.graphql.ts';
import classes from './gallery.module.css';
import { GalleryHead } from './gallery-head.tsx';

type Effect = ManagedEffectsQuery['managedEffects']['edges'][number]['node'];

const PAGE = 50;
const STATES = [
  { value: 'published', label: en.published },
  { value: 'out', label: en.takenOut },
  { value: 'all', label: en.all },
];

/** Every effect that was published once. */
export function EffectsPage() {
  const [named, setState] = useHashSearch('state');
  const state = STATES.find(({ value }) => value === named)?.value ?? 'published';
  const isPublished = state === 'all' ? null : state === 'published';
  return (
    <>
      <GalleryHead part="effects" />
      <SegmentedControl
        size="xs"
        mb={14}
        aria-label={en.state}
        value={state}
        onChange={(value) => setState(value === 'published' ? null : value)}
        data={STATES}
      />
      <Panel title={en.effects} note={en.latestFirst} isFlush>
        <CursorPages key={state} page={Slice} isPublished={isPublished} />
      </Panel>
    </>
  );
}

function Slice({ after, onMore, isPublished }: CursorPageProps & { isPublished: boolean | null }) {
  const answer = useLiveQuery({
    query: ManagedEffectsDocument,
    variables: { first: PAGE, after, isPublished },
  });
  return (
    <AnswerView answer={answer} what={en.theEffectsCouldNotBe} rows={6}>
      {({ managedEffects: { edges, pageInfo } }) => {
        if (edges.length === 0 && after === null)
          return (
            <Empty icon={<IconPhotoVideo size={20} aria-hidden />} title={en.nothingIsHere}>
              {isPublished === false ? undefined : en.anEffectGetsHere}
            </Empty>
          );
        return (
          <>
            <DataTable
              caption={en.effects}
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              rowKey={({ id }) => id}
              onOpen={({ id }) => goTo(['gallery', id])}
            />
            {onMore !== null && pageInfo.hasNextPage && pageInfo.endCursor && (
              <div className={classes.more}>
                <Button variant="default" size="compact-sm" onClick={() => onMore(pageInfo.endCursor!)}>
                  {en.showOlderOnes}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </AnswerView>
  );
}

const COLUMNS: readonly Column<Effect>[] = [
  {
    key: 'title',
    name: en.effect,
    cell: ({ id, title, slug }) => (
      <>
        <a className={tables.name} href={hashHref('gallery', id)}>
          {title}
        </a>
        <span className={tables.note}>{slug}</span>
      </>
    ),
  },
  {
    key: 'state',
    name: en.state,
    cell: ({ isPublished }) =>
      isPublished ? <Chip tone="good">{en.published}</Chip> : <Chip tone="bad">{en.takenOut}</Chip>,
  },
  { key: 'kind', name: en.kind, isExtra: true, cell: ({ effectType }) => effectType.title },
  { key: 'creator', name: en.creator, isExtra: true, cell: ({ creator }) => creator.displayName },
  {
    key: 'revision',
    name: en.revision,
    isNumber: true,
    isExtra: true,
    cell: ({ revision }) => revision.number,
  },
  {
    key: 'price',
    name: en.price,
    isNumber: true,
    isExtra: 'wide',
    cell: ({ priceTokens }) => formatTokens(priceTokens),
  },
  { key: 'uses', name: en.uses, isNumber: true, cell: ({ useCount }) => useCount },
  {
    key: 'at',
    name: en.publishedAt,
    isNumber: true,
    isExtra: true,
    cell: ({ publishedAt }) => publishedAt && <When at={publishedAt} />,
  },
];

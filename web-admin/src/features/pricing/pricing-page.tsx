import { formatMoment } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Drawer } from '@mantine/core';
import { useState } from 'react';
import type { RateCardPartsFragment } from '../../../generated/graphql.ts';
import { readFragment } from '../../../generated/index.ts';
import grid from '../../grid.module.css';
import { PageHead } from '../../page-head.tsx';
import { CardChanges } from './card-changes.tsx';
import { changesOf, draftOf } from './card-draft.ts';
import { CardForm } from './card-form.tsx';
import { PricingDocument, RateCardParts } from './pricing.graphql.ts';

/** What people pay, what machines cost, and how that changed. */
export default function PricingPage() {
  const answer = useLiveQuery({ query: PricingDocument, variables: {} });
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <>
      <PageHead title="Pricing">
        A card holds all prices from one moment on and is never changed: change a price, look at what differs,
        publish a new one. What was booked stays pinned to its card.
      </PageHead>
      <AnswerView answer={answer} what="The prices could not be loaded" rows={6}>
        {({ rateCard, rateCards, effectTypes }) => {
          const card = readFragment(RateCardParts, rateCard);
          if (!card)
            return <Empty title="There is no rate card yet">The first one comes with the seeds.</Empty>;
          const cards = rateCards.edges.map(({ node }) => readFragment(RateCardParts, node));
          const place = cards.findIndex(({ version }) => version === opened);
          const shown = cards[place];
          const before = cards[place + 1];
          return (
            <div className={grid.grid}>
              <CardForm key={card.version} card={card} effectTypes={effectTypes} />
              <Panel title="Cards" note="newest first; open one" className={grid.full} isFlush>
                <DataTable
                  caption="Rate cards"
                  columns={COLUMNS}
                  rows={cards}
                  rowKey={({ version }) => String(version)}
                  onOpen={({ version }) => setOpened(version)}
                />
              </Panel>
              <Drawer
                opened={shown !== undefined}
                onClose={() => setOpened(null)}
                position="right"
                size={560}
                title={`Card ${opened}`}
                closeButtonProps={{ 'aria-label': 'Close' }}
              >
                {shown !== undefined && (
                  <>
                    <p>
                      {shown.note || 'No note.'} Holds from {formatMoment(shown.effectiveFrom)}.
                    </p>
                    <CardChanges
                      changes={changesOf(
                        before ? draftOf(before, effectTypes) : [],
                        draftOf(shown, effectTypes),
                      )}
                    />
                  </>
                )}
              </Drawer>
            </div>
          );
        }}
      </AnswerView>
    </>
  );
}

const COLUMNS: readonly Column<RateCardPartsFragment>[] = [
  { key: 'version', name: 'Card', isNumber: true, width: 70, cell: ({ version }) => version },
  { key: 'note', name: 'Why', cell: ({ note }) => note || '—' },
  { key: 'run', name: 'A run', isNumber: true, cell: ({ runPriceTokens }) => `${runPriceTokens} tk` },
  {
    key: 'from',
    name: 'Holds from',
    isExtra: true,
    cell: ({ effectiveFrom }) => formatMoment(effectiveFrom),
  },
  { key: 'published', name: 'Published', cell: ({ publishedAt }) => <When at={publishedAt} /> },
];

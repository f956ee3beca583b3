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
import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { pricing as en } from '../../words/en/pricing.ts';
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
      <PageHead title={en.pricing}>{en.aCardHoldsAllPrices}</PageHead>
      <AnswerView answer={answer} what={en.thePricesCouldNotBe} rows={6}>
        {({ rateCard, rateCards, effectTypes }) => {
          const card = readFragment(RateCardParts, rateCard);
          if (!card) return <Empty title={en.thereIsNoRateCard}>{en.theFirstOneComesWith}</Empty>;
          const cards = rateCards.edges.map(({ node }) => readFragment(RateCardParts, node));
          const place = cards.findIndex(({ version }) => version === opened);
          const shown = cards[place];
          const before = cards[place + 1];
          return (
            <div className={grid.grid}>
              <CardForm key={card.version} card={card} effectTypes={effectTypes} />
              <Panel title={en.cards} note={en.newestFirstOpenOne} className={grid.full} isFlush>
                <DataTable
                  caption={en.rateCards}
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
                title={en.card(opened ?? '')}
                closeButtonProps={{ 'aria-label': en.close }}
              >
                {shown !== undefined && (
                  <>
                    <p>
                      {shown.note || en.noNote}
                      {en.holdsFrom(formatMoment(shown.effectiveFrom))}
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
  { key: 'version', name: en.card2, isNumber: true, width: 70, cell: ({ version }) => version },
  { key: 'note', name: en.why, cell: ({ note }) => note || '—' },
  { key: 'run', name: en.aRun, isNumber: true, cell: ({ runPriceTokens }) => `${runPriceTokens} tk` },
  {
    key: 'from',
    name: en.holdsFrom2,
    isExtra: true,
    cell: ({ effectiveFrom }) => formatMoment(effectiveFrom),
  },
  { key: 'published', name: en.published, cell: ({ publishedAt }) => <When at={publishedAt} /> },
];

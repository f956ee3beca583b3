import { ShareBar } from '@effect-studio/web-kit/charts/share-bar.tsx';
import {
  formatCount,
  formatDuration,
  formatMoment,
  formatUsd,
  MISSING,
} from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type Column, DataTable } from '@effect-studio/web-kit/ui/data-table.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { useMemo } from 'react';
import type { ProviderCostsQuery } from '../../../generated/graphql.ts';
import { WINDOW_WORDS } from '../../parts/spans.ts';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { ProviderCostsDocument, ProviderPricesDocument } from './margin.graphql.ts';
import { type PriceStep, priceSteps } from './price-steps.ts';

type Quantiles = NonNullable<NonNullable<ProviderCostsQuery['provider']>['quantiles']>;

/** How what an attempt of one provider costs and takes is spread. */
export function ProviderCosts({ id, className }: { id: string; className?: string }) {
  const { window } = useBusiness();
  const answer = useLiveQuery({ query: ProviderCostsDocument, variables: { id, window } });
  return (
    <Panel
      title={en.whatAnAttemptCosts}
      note={WINDOW_WORDS[window]}
      className={className}
      isFlush
      isStale={answer.isStale}
    >
      <AnswerView answer={answer} what={en.theCostsCouldNotBe} rows={3}>
        {({ provider }) => {
          const own = provider?.quantiles;
          if (own == null || own.cost.sampleCount === 0)
            return <Empty title={en.noAttemptInThisWindow}>{en.aBenchmarkGivesItWork}</Empty>;
          return (
            <DataTable
              caption={en.whatAnAttemptCosts}
              columns={SPREAD}
              rows={spreadOf(own)}
              rowKey={({ name }) => name}
            />
          );
        }}
      </AnswerView>
    </Panel>
  );
}

interface SpreadRow {
  name: string;
  costNanoUsd: string | null;
  durationMs: number | null;
  /** Of the dearest of the three. */
  share: number;
}

function spreadOf({ cost, duration }: Quantiles): SpreadRow[] {
  const most = Number(cost.p99NanoUsd ?? 0);
  const row = (
    name: string,
    costNanoUsd: string | null | undefined,
    durationMs: number | null | undefined,
  ) => ({
    name,
    costNanoUsd: costNanoUsd ?? null,
    durationMs: durationMs ?? null,
    share: most > 0 ? Number(costNanoUsd ?? 0) / most : 0,
  });
  return [
    row(en.halfOf(formatCount(cost.sampleCount)), cost.p50NanoUsd, duration.p50Ms),
    row(en.nineteenOf20, cost.p95NanoUsd, duration.p95Ms),
    row(en.allButOneOf100, cost.p99NanoUsd, duration.p99Ms),
  ];
}

const SPREAD: readonly Column<SpreadRow>[] = [
  { key: 'name', name: en.attempts, cell: ({ name }) => name },
  {
    key: 'cost',
    name: en.costAtMost,
    isNumber: true,
    cell: ({ costNanoUsd, share }) => (
      <>
        {costNanoUsd === null ? MISSING : formatUsd(costNanoUsd, 'unit')}
        <ShareBar share={share} />
      </>
    ),
  },
  {
    key: 'time',
    name: en.workAtMost,
    isNumber: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
];

/** What the provider charged since when. */
export function ProviderPrices({ id, className }: { id: string; className?: string }) {
  const answer = useLiveQuery({ query: ProviderPricesDocument, variables: {} });
  const cards = answer.data?.rateCards.edges;
  const steps = useMemo(
    () =>
      priceSteps(
        (cards ?? []).map(({ node }) => node),
        id,
      ),
    [cards, id],
  );
  return (
    <Panel title={en.itsPrices} note={en.newestFirst} className={className} isFlush isStale={answer.isStale}>
      <AnswerView answer={answer} what={en.thePricesCouldNotBe} rows={3}>
        {() =>
          steps.length === 0 ? (
            <Empty title={en.noCardNamesAPrice}>{en.itsWorkStaysUnpriced}</Empty>
          ) : (
            <DataTable
              caption={en.itsPrices}
              columns={STEPS}
              rows={steps}
              rowKey={({ version, what, unit }) => `${version} ${what} ${unit}`}
            />
          )
        }
      </AnswerView>
    </Panel>
  );
}

const STEPS: readonly Column<PriceStep>[] = [
  { key: 'from', name: en.holdsFrom, cell: ({ effectiveFrom }) => formatMoment(effectiveFrom) },
  { key: 'why', name: en.why, isExtra: 'wide', cell: ({ note }) => note },
  {
    key: 'price',
    name: en.price,
    isNumber: true,
    cell: ({ nanoUsd, what, unit }) => <span title={what}>{en.per(formatUsd(nanoUsd, 'unit'), unit)}</span>,
  },
  {
    key: 'before',
    name: en.before,
    isNumber: true,
    cell: ({ beforeNanoUsd }) => (beforeNanoUsd === null ? MISSING : formatUsd(beforeNanoUsd, 'unit')),
  },
];

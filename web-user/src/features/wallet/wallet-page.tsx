import { formatMoment, formatTokens } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { type CursorPageProps, CursorPages } from '@effect-studio/web-kit/ui/cursor-pages.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import type { LimitPeriod, WalletHistoryQuery } from '../../../generated/graphql.ts';
import { wallet as en } from '../../words/en/wallet.ts';
import { changeWords, entryWords } from './entry-words.ts';
import { TopUp } from './top-up.tsx';
import { WalletHistoryDocument } from './wallet.graphql.ts';
import classes from './wallet-page.module.css';

const PERIODS: Record<LimitPeriod, string> = { DAY: 'a day', MONTH: 'a month', TOTAL: 'in all' };

/** Tokens: what there is, what is set aside, and where the others went. */
export default function WalletPage() {
  const answer = useLiveQuery({ query: WalletHistoryDocument, variables: { after: null } });
  return (
    <div className={classes.page}>
      <h1>{en.wallet}</h1>
      <AnswerView answer={answer} what={en.yourWalletCouldNotBe} rows={3} rowHeight={80}>
        {({ wallet }) =>
          !wallet ? (
            <Empty title={en.thereIsNoWalletYet} />
          ) : (
            <>
              <dl className={classes.sums} data-stale={answer.isStale || undefined}>
                <div>
                  <dt>{en.canBeSpent}</dt>
                  <dd>{formatTokens(wallet.availableTokens)}</dd>
                </div>
                <div>
                  <dt>{en.setAsideForRunsThat}</dt>
                  <dd>{formatTokens(wallet.reservedTokens)}</dd>
                </div>
                {wallet.limits.map(({ period, limitTokens, spentTokens }) => (
                  <div key={period}>
                    <dt>{en.limit(PERIODS[period])}</dt>
                    <dd>
                      {formatTokens(spentTokens)} <small>{en.of(formatTokens(limitTokens))}</small>
                    </dd>
                  </div>
                ))}
              </dl>
              <TopUp />
              <section aria-label={en.history}>
                <h2>{en.history}</h2>
                <CursorPages page={HistorySlice} />
              </section>
            </>
          )
        }
      </AnswerView>
    </div>
  );
}

function HistorySlice({ after, onMore }: CursorPageProps) {
  const answer = useLiveQuery({ query: WalletHistoryDocument, variables: { after } });
  return (
    <AnswerView answer={answer} what={en.theHistoryCouldNotBe} rows={6} rowHeight={56}>
      {({ wallet }) => {
        const { edges = [], pageInfo } = wallet?.history ?? {};
        if (edges.length === 0 && after === null)
          return (
            <Empty icon={<IconCoins size={20} aria-hidden />} title={en.nothingMovedYet}>
              {en.startingARunSetsIts}
            </Empty>
          );
        return (
          <>
            <ul className={classes.entries}>
              {edges.map(({ node }) => (
                <Entry key={node.id} entry={node} />
              ))}
            </ul>
            {onMore !== null && pageInfo?.hasNextPage && pageInfo.endCursor && (
              <Button variant="default" mt={12} onClick={() => onMore(pageInfo.endCursor!)}>
                {en.showOlderOnes}
              </Button>
            )}
          </>
        );
      }}
    </AnswerView>
  );
}

type Line = NonNullable<WalletHistoryQuery['wallet']>['history']['edges'][number]['node'];

function Entry({ entry }: { entry: Line }) {
  const { title, note } = entryWords(entry);
  return (
    <li>
      <span className={classes.words}>
        <strong>{title}</strong>
        <span>
          {entry.run ? (
            <a href={hashHref('runs', entry.run.id)}>{entry.run.wish || en.aLookWithoutWords}</a>
          ) : null}
          {entry.run && note ? ' · ' : ''}
          {note}
        </span>
      </span>
      <span className={classes.when} title={formatMoment(entry.createdAt)}>
        <When at={entry.createdAt} />
      </span>
      <strong className={classes.amount} data-sign={entry.amountTokens > 0 ? 'in' : undefined}>
        {changeWords(entry)}
      </strong>
    </li>
  );
}

import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { ProblemNote } from '@effect-studio/web-kit/ui/problem-note.tsx';
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import type { TopUpOrdersQuery } from '../../../generated/graphql.ts';
import { wallet as en } from '../../words/en/wallet.ts';
import {
  BuyTokensDocument,
  SettleTestPaymentDocument,
  TopUpOrdersDocument,
  TopUpQuoteDocument,
} from './top-up.graphql.ts';
import classes from './top-up.module.css';

const AMOUNTS = [100, 500, 2_000, 10_000] as const;

/** Buying tokens: an amount, its price now, and the orders that still wait for their payment. */
export function TopUp() {
  const [amountTokens, setAmountTokens] = useState<number>(AMOUNTS[1]);
  const [{ data }] = useQuery({
    query: TopUpQuoteDocument,
    variables: { amountTokens },
    requestPolicy: 'cache-and-network',
  });
  const [{ data: orders }] = useQuery({
    query: TopUpOrdersDocument,
    variables: {},
    requestPolicy: 'cache-and-network',
  });
  const buy = useCommand(BuyTokensDocument);
  const quote = data?.quoteTopUp;
  const waiting =
    orders?.topUpOrders.edges.flatMap(({ node }) => (node.state === 'PENDING' ? [node] : [])) ?? [];
  return (
    <section className={classes.topUp} aria-label={en.topUp}>
      <h2>{en.topUp}</h2>
      <div className={classes.choice}>
        <SegmentedControl
          aria-label={en.howManyTokens}
          value={String(amountTokens)}
          onChange={(value) => setAmountTokens(Number(value))}
          data={AMOUNTS.map((amount) => ({ value: String(amount), label: formatTokens(amount) }))}
        />
        <Button disabled={!quote} loading={buy.isBusy} onClick={() => void buy.act({ amountTokens })}>
          {quote ? en.buyFor(formatTokens(quote.amountTokens), quote.priceUsd) : en.buy}
        </Button>
      </div>
      {buy.problem && <ProblemNote {...buy.problem} />}
      {waiting.map((order) => (
        <WaitingOrder key={order.id} order={order} />
      ))}
    </section>
  );
}

type Order = TopUpOrdersQuery['topUpOrders']['edges'][number]['node'];

function WaitingOrder({ order }: { order: Order }) {
  const settle = useCommand(SettleTestPaymentDocument);
  const words = en.waitsForPayment(formatTokens(order.amountTokens), order.priceUsd);
  return (
    <section className={classes.order} aria-label={words}>
      <p>
        <strong>{words}</strong>
        {order.isTestPayment && <span>{en.noMoneyMoves}</span>}
      </p>
      {order.isTestPayment ? (
        <div className={classes.answers}>
          <Button
            size="sm"
            loading={settle.isBusy}
            onClick={() => void settle.act({ orderId: order.id, isPaid: true })}
          >
            {en.payTest}
          </Button>
          <Button
            size="sm"
            variant="default"
            disabled={settle.isBusy}
            onClick={() => void settle.act({ orderId: order.id, isPaid: false })}
          >
            {en.declineTest}
          </Button>
        </div>
      ) : (
        order.checkoutUrl && (
          <Button size="sm" component="a" href={order.checkoutUrl}>
            {en.goToPayment}
          </Button>
        )
      )}
      {settle.problem && <ProblemNote {...settle.problem} />}
    </section>
  );
}

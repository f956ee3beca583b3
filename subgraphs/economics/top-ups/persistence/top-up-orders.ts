import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { TopUpOrder, TopUpState } from '../domain/top-up-order.ts';

const COLUMNS = 'id, owner_id, amount_tokens, price_nano_usd, state, payment_provider, created_at';

/** $1 id, $2 tenant, $3 owner, $4 tokens, $5 price, $6 rate card, $7 payment provider, $8 now. */
const INSERT = sql(
  'economics-top-up-order-insert',
  `insert into economics.top_up_order (id, tenant_id, owner_id, amount_tokens, price_nano_usd, rate_card_version,
     payment_provider, created_at, updated_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $3)`,
);
/** $1 id, $2 owner. Locks the order: it is settled once. Zero rows: it is not theirs. */
const LOCK = sql(
  'economics-top-up-order-lock',
  `select ${COLUMNS} from economics.top_up_order where id = $1 and owner_id = $2 for update`,
);
/** $1 id, $2 state, $3 now. */
const SETTLE = sql(
  'economics-top-up-order-settle',
  `update economics.top_up_order set state = $2, updated_at = $3, version = version + 1 where id = $1 and state = 'PENDING'`,
);
/** $1 owner, $2 id to start below or null, $3 limit. */
const PAGE = sql(
  'economics-top-up-order-page',
  `select ${COLUMNS} from economics.top_up_order where owner_id = $1 and ($2::uuid is null or id < $2)
   order by id desc limit $3`,
);
const BY_ID = sql(
  'economics-top-up-order-by-id',
  `select ${COLUMNS} from economics.top_up_order where id = $1`,
);

interface OrderRow {
  id: string;
  owner_id: string;
  amount_tokens: string;
  price_nano_usd: string;
  state: TopUpState;
  payment_provider: string;
  created_at: Date;
}

const toOrder = (row: OrderRow): TopUpOrder => ({
  id: row.id,
  ownerId: row.owner_id,
  amountTokens: Number(row.amount_tokens),
  priceNanoUsd: BigInt(row.price_nano_usd),
  state: row.state,
  paymentProvider: row.payment_provider,
  createdAt: row.created_at,
});

export async function insertOrder(
  tx: Transaction,
  order: TopUpOrder & { rateCardVersion: number },
): Promise<void> {
  const { id, ownerId, amountTokens, priceNanoUsd, rateCardVersion, paymentProvider } = order;
  const { tenantId } = tx.call.caller;
  await tx.rows(INSERT, [
    ...[id, tenantId, ownerId, amountTokens, priceNanoUsd.toString(), rateCardVersion],
    ...[paymentProvider, tx.now],
  ]);
}

/** The owner's order with its row locked; null when there is none. */
export async function lockOrder(tx: Transaction, id: string, ownerId: string): Promise<TopUpOrder | null> {
  const row = await tx.maybeOne<OrderRow>(LOCK, [id, ownerId]);
  return row && toOrder(row);
}

export async function settleOrder(tx: Transaction, id: string, state: TopUpState): Promise<void> {
  await tx.rows(SETTLE, [id, state, tx.now]);
}

/** Orders of a person, newest first. */
export async function orderPage(
  tx: Transaction,
  ownerId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<TopUpOrder[]> {
  return (await tx.rows<OrderRow>(PAGE, [ownerId, after, limit])).map(toOrder);
}

/** @throws when the order is not visible to the caller */
export const readOrder = async (tx: Transaction, id: string): Promise<TopUpOrder> =>
  toOrder(await tx.one<OrderRow>(BY_ID, [id]));

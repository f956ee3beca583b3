import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';

export type MoneyAccountKind = 'FUNDING' | 'COST_OF_WORK' | 'EXPLORATION' | 'AGENT_OWNER';
export type MoneyTransferKind =
  | 'EXPLORATION_GRANT'
  | 'EXPLORATION_RETURN'
  | 'EXPLORATION_SPEND'
  | 'EXPLORATION_CORRECTION'
  | 'AGENT_PAY'
  | 'AGENT_PAYOUT';

/** Between which accounts a kind of transfer moves money. */
const ENDS: Readonly<
  Record<MoneyTransferKind, readonly [debit: MoneyAccountKind, credit: MoneyAccountKind]>
> = {
  EXPLORATION_GRANT: ['FUNDING', 'EXPLORATION'],
  EXPLORATION_RETURN: ['EXPLORATION', 'FUNDING'],
  EXPLORATION_SPEND: ['EXPLORATION', 'COST_OF_WORK'],
  EXPLORATION_CORRECTION: ['COST_OF_WORK', 'EXPLORATION'],
  AGENT_PAY: ['COST_OF_WORK', 'AGENT_OWNER'],
  AGENT_PAYOUT: ['AGENT_OWNER', 'FUNDING'],
};
/** Accounts whose balance is kept; that of the others is derived, so that they are nobody's hot row. */
const KEPT: readonly MoneyAccountKind[] = ['EXPLORATION', 'AGENT_OWNER'];

/** A movement of money. */
export interface MoneyTransfer {
  /** The client's; the same one with the same payload is booked once. */
  id: string;
  kind: MoneyTransferKind;
  amountNanoUsd: bigint;
  /** The owner of the agent; null where only the platform's accounts take part. */
  ownerId: string | null;
  subject: string;
  reason: string;
}

/** POSTED now, REPEATED: the same was booked before, CONFLICT: the id or subject stands for something else. */
export type MoneyCode = 'POSTED' | 'REPEATED' | 'CONFLICT';

/** $1 ids, $2 kinds, $3 owners, side by side, $4 tenant, $5 now. */
const OPEN = sql(
  'economics-money-accounts-open',
  `insert into economics.money_account (id, tenant_id, kind, owner_id, created_at, updated_at)
   select u.id, $4, u.kind, u.owner_id, $5, $5 from unnest($1::uuid[], $2::text[], $3::uuid[]) u (id, kind, owner_id)
   on conflict do nothing`,
);
/** $1 accounts. Locks them in one order. */
const LOCK = sql(
  'economics-money-accounts-lock',
  `select id, kind, owner_id, balance_nano_usd from economics.money_account
   where id = any ($1::uuid[]) order by id for no key update`,
);
const ACCOUNTS = sql(
  'economics-money-accounts',
  `select id, kind, owner_id, balance_nano_usd from economics.money_account
   where tenant_id = $1 and (owner_id is null or owner_id = any ($2::uuid[]))`,
);
/** $1 ids, $2 subjects of pay, $3 tenant. */
const EARLIER = sql(
  'economics-money-transfers-earlier',
  `select id, kind, amount_nano_usd, owner_id, subject from economics.money_transfer
   where id = any ($1::uuid[]) or (tenant_id = $3 and kind = 'AGENT_PAY' and subject = any ($2::text[]))`,
);
/** $1 transfers as JSON, $2 tenant, $3 now, $4 who. */
const INSERT = sql(
  'economics-money-transfers-insert',
  `insert into economics.money_transfer (id, tenant_id, kind, debit_account_id, credit_account_id, amount_nano_usd, owner_id,
     subject, reason, created_at, created_by)
   select id, $2, kind, debit, credit, amount, owner_id, subject, reason, $3, $4
   from jsonb_to_recordset($1::jsonb) as t (id uuid, kind text, debit uuid, credit uuid, amount numeric, owner_id uuid,
     subject text, reason text)`,
);
/** $1 accounts, $2 what each gains, $3 now. */
const MOVE = sql(
  'economics-money-accounts-move',
  `update economics.money_account a
   set balance_nano_usd = a.balance_nano_usd + ($2::numeric[])[array_position($1::uuid[], a.id)], updated_at = $3
   where a.id = any ($1::uuid[])`,
);

interface AccountRow {
  id: string;
  kind: MoneyAccountKind;
  owner_id: string | null;
  balance_nano_usd: string;
}

const nameOf = (kind: MoneyAccountKind, ownerId: string | null): string =>
  `${kind}:${kind === 'AGENT_OWNER' ? ownerId : ''}`;

/**
 * Books movements of money; accounts are opened when they are first needed, and those that keep a balance are locked
 * first, in one order. A repetition is answered and not booked.
 * @returns one answer per transfer, in the order given
 * @throws StudioError `MONEY_SHORT` when an owner would be paid out more than is there
 */
export async function postMoney(tx: Transaction, transfers: readonly MoneyTransfer[]): Promise<MoneyCode[]> {
  if (transfers.length === 0) return [];
  const accounts = await lockAccounts(tx, transfers);
  const earlier = await earlierTransfers(tx, transfers);
  const fresh: MoneyTransfer[] = [];
  const codes = transfers.map((transfer): MoneyCode => {
    const known = earlier.get(transfer.id) ?? earlier.get(paySubject(transfer) ?? '');
    if (known) return isSame(known, transfer) ? 'REPEATED' : 'CONFLICT';
    fresh.push(transfer);
    earlier.set(transfer.id, transfer);
    const subject = paySubject(transfer);
    if (subject) earlier.set(subject, transfer);
    return 'POSTED';
  });
  if (fresh.length === 0) return codes;
  const gains = new Map<string, bigint>();
  const rows = fresh.map(({ id, kind, amountNanoUsd, ownerId, subject, reason }) => {
    const [debit, credit] = ENDS[kind].map((end) => accounts.get(nameOf(end, ownerId))!) as [
      AccountRow,
      AccountRow,
    ];
    for (const [account, sign] of [
      [debit, -1n],
      [credit, 1n],
    ] as const) {
      if (KEPT.includes(account.kind)) {
        gains.set(account.id, (gains.get(account.id) ?? 0n) + sign * amountNanoUsd);
      }
    }
    const amount = amountNanoUsd.toString();
    return { id, kind, debit: debit.id, credit: credit.id, amount, owner_id: ownerId, subject, reason };
  });
  for (const account of accounts.values()) {
    if (!gains.has(account.id)) continue;
    const balance = BigInt(account.balance_nano_usd) + (gains.get(account.id) ?? 0n);
    if (account.kind === 'AGENT_OWNER' && balance < 0n) {
      throw new StudioError(
        'MONEY_SHORT',
        `owner ${account.owner_id} would be paid ${-balance} nano-USD too much`,
      );
    }
  }
  const { caller } = tx.call;
  await tx.rows(INSERT, [JSON.stringify(rows), caller.tenantId, tx.now, caller.subjectId]);
  await tx.rows(MOVE, [[...gains.keys()], [...gains.values()].map(String), tx.now]);
  return codes;
}

/** What an owner of agents has earned and was not paid out, in nano-USD. */
export async function agentBalance(tx: Transaction, ownerId: string): Promise<bigint> {
  const rows = await tx.rows<AccountRow>(ACCOUNTS, [tx.call.caller.tenantId, [ownerId]]);
  return BigInt(rows.find((row) => row.owner_id === ownerId)?.balance_nano_usd ?? 0);
}

async function lockAccounts(
  tx: Transaction,
  transfers: readonly MoneyTransfer[],
): Promise<Map<string, AccountRow>> {
  const { tenantId } = tx.call.caller;
  const owners = [...new Set(transfers.flatMap(({ ownerId }) => (ownerId ? [ownerId] : [])))];
  const needed = new Map(
    transfers.flatMap(({ kind, ownerId }) =>
      ENDS[kind].map((end) => [
        nameOf(end, ownerId),
        { kind: end, ownerId: end === 'AGENT_OWNER' ? ownerId : null },
      ]),
    ),
  );
  const read = async () => {
    const rows = await tx.rows<AccountRow>(ACCOUNTS, [tenantId, owners]);
    return new Map(rows.map((row) => [nameOf(row.kind, row.owner_id), row]));
  };
  let known = await read();
  const absent = [...needed].filter(([name]) => !known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (absent.length > 0) {
    await tx.rows(OPEN, [
      absent.map(() => newId()),
      absent.map(([, { kind }]) => kind),
      absent.map(([, { ownerId }]) => ownerId),
      tenantId,
      tx.now,
    ]);
    known = await read();
  }
  // Only those whose balance is kept and moves: who pays owners does not wait for who explores.
  const kept = [...needed].flatMap(([name, { kind }]) => (KEPT.includes(kind) ? [known.get(name)!.id] : []));
  for (const row of await tx.rows<AccountRow>(LOCK, [kept])) known.set(nameOf(row.kind, row.owner_id), row);
  return known;
}

async function earlierTransfers(
  tx: Transaction,
  transfers: readonly MoneyTransfer[],
): Promise<Map<string, Pick<MoneyTransfer, 'kind' | 'amountNanoUsd' | 'ownerId' | 'subject'>>> {
  const rows = await tx.rows<{
    id: string;
    kind: MoneyTransferKind;
    amount_nano_usd: string;
    owner_id: string | null;
    subject: string;
  }>(EARLIER, [
    transfers.map(({ id }) => id),
    transfers.flatMap((transfer) => (transfer.kind === 'AGENT_PAY' ? [transfer.subject] : [])),
    tx.call.caller.tenantId,
  ]);
  return new Map(
    rows.flatMap((row) => {
      const known = {
        kind: row.kind,
        amountNanoUsd: BigInt(row.amount_nano_usd),
        ownerId: row.owner_id,
        subject: row.subject,
      };
      const subject = paySubject(known);
      return [[row.id, known] as const, ...(subject ? [[subject, known] as const] : [])];
    }),
  );
}

/** Work is paid once, whatever id the payment has. */
const paySubject = ({ kind, subject }: Pick<MoneyTransfer, 'kind' | 'subject'>): string | null =>
  kind === 'AGENT_PAY' ? `pay ${subject}` : null;

const isSame = (
  a: Pick<MoneyTransfer, 'kind' | 'amountNanoUsd' | 'ownerId' | 'subject'>,
  b: MoneyTransfer,
): boolean =>
  a.kind === b.kind &&
  a.amountNanoUsd === b.amountNanoUsd &&
  a.ownerId === b.ownerId &&
  a.subject === b.subject;

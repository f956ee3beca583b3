import { sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import economics from '../subgraph.ts';
import { refund, reserve, settle } from './persistence/ledger.ts';
import { walletsOfOwners } from './persistence/wallet-reader.ts';
import { reconcileLedger } from './use-cases/reconcile-ledger.ts';
import { topUpWallet } from './use-cases/top-up-wallet.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(() => studio.close());

const call = () => studio.call('economics');

async function walletWith(tokens: number): Promise<string> {
  const ownerId = newId();
  await topUpWallet(call(), { userId: ownerId, amountTokens: tokens, reason: 'test', key: newId() });
  return ownerId;
}

async function balanceOf(ownerId: string) {
  const ctx = call();
  const wallets = await ctx.db.transaction(ctx, (tx) => walletsOfOwners(tx, [ownerId]));
  const wallet = wallets.get(ownerId)!;
  return { available: wallet.availableTokens, reserved: wallet.reservedTokens };
}

function reserveOne(ownerId: string, amountTokens: number, id = newId(), runId = newId()) {
  const ctx = call();
  return ctx.db.transaction(
    ctx,
    async (tx) => (await reserve(tx, [{ id, runId, ownerId, amountTokens }]))[0]!,
  );
}

describe('reserving', () => {
  it('lets exactly ten of fifty concurrent reservations through when there are tokens for ten', async () => {
    const ownerId = await walletWith(100);
    const answers = await Promise.all(Array.from({ length: 50 }, () => reserveOne(ownerId, 10)));
    expect(answers.filter((answer) => answer.code === 'POSTED')).toHaveLength(10);
    expect(answers.filter((answer) => answer.code === 'INSUFFICIENT')).toHaveLength(40);
    expect(await balanceOf(ownerId)).toEqual({ available: 0, reserved: 100 });
  });

  it('books the same id once however many ask at the same time', async () => {
    const ownerId = await walletWith(100);
    const [id, runId] = [newId(), newId()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserveOne(ownerId, 7, id, runId)));
    expect(answers.filter((answer) => answer.code === 'POSTED')).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'REPEATED')).toHaveLength(19);
    expect(await balanceOf(ownerId)).toEqual({ available: 93, reserved: 7 });
  });

  it('refuses the same id with another amount, run or owner', async () => {
    const ownerId = await walletWith(100);
    const other = await walletWith(100);
    const [id, runId] = [newId(), newId()];
    await reserveOne(ownerId, 7, id, runId);
    expect((await reserveOne(ownerId, 8, id, runId)).code).toBe('CONFLICT');
    expect((await reserveOne(ownerId, 7, id, newId())).code).toBe('CONFLICT');
    expect((await reserveOne(other, 7, id, runId)).code).toBe('CONFLICT');
    expect((await reserveOne(ownerId, 7, newId(), runId)).code).toBe('CONFLICT');
    expect(await balanceOf(other)).toEqual({ available: 100, reserved: 0 });
  });

  it('decides a batch over several wallets in its order and says what is missing', async () => {
    const [rich, poor] = [await walletWith(100), await walletWith(15)];
    const ctx = call();
    const items = [rich, poor, poor, rich, newId()].map((ownerId) => ({
      id: newId(),
      runId: newId(),
      ownerId,
      amountTokens: 10,
    }));
    const answers = await ctx.db.transaction(ctx, (tx) => reserve(tx, items));
    expect(answers.map((answer) => answer.code)).toEqual([
      'POSTED',
      'POSTED',
      'INSUFFICIENT',
      'POSTED',
      'INSUFFICIENT',
    ]);
    expect(answers.map((answer) => answer.missingTokens)).toEqual([0, 0, 5, 0, 10]);
    expect(await balanceOf(rich)).toEqual({ available: 80, reserved: 20 });
  });

  it('does not deadlock when batches take the same wallets in opposite order', async () => {
    const owners = await Promise.all([walletWith(1_000), walletWith(1_000), walletWith(1_000)]);
    const batch = (order: readonly string[]) => {
      const ctx = call();
      return ctx.db.transaction(ctx, (tx) =>
        reserve(
          tx,
          order.map((ownerId) => ({ id: newId(), runId: newId(), ownerId, amountTokens: 1 })),
        ),
      );
    };
    const rounds = Array.from({ length: 30 }, (_, round) =>
      batch(round % 2 ? owners : [...owners].reverse()),
    );
    const answers = (await Promise.all(rounds)).flat();
    expect(answers.every((answer) => answer.code === 'POSTED')).toBe(true);
  });
});

describe('settling', () => {
  async function reserved(tokens: number) {
    const ownerId = await walletWith(tokens);
    const { id } = await reserveOne(ownerId, tokens);
    return { ownerId, reservationId: id };
  }
  function settleOne(
    reservation: { ownerId: string; reservationId: string },
    amountTokens: number,
    id = newId(),
  ) {
    const ctx = call();
    return ctx.db.transaction(ctx, (tx) => settle(tx, { id, ...reservation, amountTokens, reason: 'test' }));
  }

  it('consumes a part and releases the rest', async () => {
    const reservation = await reserved(50);
    expect(await settleOne(reservation, 30)).toEqual({
      code: 'POSTED',
      consumedTokens: 30,
      releasedTokens: 20,
    });
    expect(await balanceOf(reservation.ownerId)).toEqual({ available: 20, reserved: 0 });
  });

  it('settles once when consuming and releasing race', async () => {
    const reservation = await reserved(50);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => settleOne(reservation, index % 2 ? 50 : 0)),
    );
    expect(answers.filter((answer) => answer.code === 'POSTED')).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'ALREADY_SETTLED')).toHaveLength(19);
  });

  it('refuses to consume more than was reserved', async () => {
    const reservation = await reserved(50);
    expect((await settleOne(reservation, 51)).code).toBe('OVER_LIMIT');
    expect(await balanceOf(reservation.ownerId)).toEqual({ available: 0, reserved: 50 });
  });

  it('refunds at most what was consumed', async () => {
    const reservation = await reserved(50);
    await settleOne(reservation, 50);
    const refundOne = (amountTokens: number) => {
      const ctx = call();
      return ctx.db.transaction(ctx, (tx) =>
        refund(tx, { id: newId(), ...reservation, amountTokens, reason: 'test' }),
      );
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => refundOne(20)));
    expect(answers.filter((code) => code === 'POSTED')).toHaveLength(2);
    expect(await balanceOf(reservation.ownerId)).toEqual({ available: 40, reserved: 0 });
  });
});

describe('the ledger', () => {
  it('refuses to change or forget an entry, even for the owner of the database', async () => {
    await walletWith(10);
    for (const statement of [
      'update economics.ledger_transfer set amount_tokens = 1',
      'delete from economics.ledger_transfer',
      'truncate economics.ledger_transfer cascade',
    ]) {
      await expect(studio.ownerPool.query(statement)).rejects.toThrow(/append-only/);
    }
  });

  it('keeps every wallet that its entries name, and takes no entry of a wallet that is not there', async () => {
    const ownerId = await walletWith(5);
    for (const statement of [
      `delete from economics.wallet where owner_id = '${ownerId}'`,
      `update economics.wallet set id = gen_random_uuid() where owner_id = '${ownerId}'`,
    ]) {
      await expect(studio.ownerPool.query(statement)).rejects.toThrow(/neither deleted nor named anew/);
    }
    await expect(studio.ownerPool.query('truncate economics.wallet')).rejects.toThrow(/append-only/);
    const copy = `insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
        wallet_id, owner_id, tenant_id, reason, created_at)
      select gen_random_uuid(), kind, debit_account_id, credit_account_id, amount_tokens, gen_random_uuid(), owner_id,
        tenant_id, reason, created_at from economics.ledger_transfer where owner_id = $1`;
    await expect(studio.ownerPool.query(copy, [ownerId])).rejects.toThrow(/there is no wallet/);
    expect(await balanceOf(ownerId)).toEqual({ available: 5, reserved: 0 });
  });

  it('shows people their own wallet and entries only', async () => {
    const [anna, ben] = [creator(await walletWith(10)), creator(await walletWith(20))];
    const query = '{ wallet { id availableTokens owner { id } entries { kind amountTokens movedTokens } } }';
    const first = await studio.execute<{ wallet: { id: string } }>('economics', anna, query);
    const second = await studio.execute<{ wallet: { id: string } }>('economics', ben, query);
    expect(first.data!.wallet).toMatchObject({
      availableTokens: 10,
      owner: { id: anna.subjectId },
      entries: [{ kind: 'TOP_UP', amountTokens: 10, movedTokens: 10 }],
    });
    expect(second.data!.wallet).toMatchObject({ availableTokens: 20 });
    const peek = await studio.execute(
      'economics',
      anna,
      `query ($id: ID!) { _entities(representations: [{ __typename: "Wallet", id: $id }]) { ... on Wallet { availableTokens } } }`,
      { id: second.data!.wallet.id },
    );
    expect(peek.data).toEqual({ _entities: [null] });
    const ctx = studio.call('economics', anna);
    const seen = await ctx.db.transaction(ctx, (tx) =>
      tx.rows<{ owner_id: string }>(
        sql('test-ledger-owners', 'select distinct owner_id from economics.ledger_transfer'),
      ),
    );
    expect(seen).toEqual([{ owner_id: anna.subjectId }]);
  });

  it('notices a balance that does not follow from its entries', async () => {
    const ownerId = await walletWith(10);
    expect(await reconcileLedger(call())).toMatchObject({ isBalanced: true, sumTokens: 0n });
    const tamper = (by: number) =>
      studio.ownerPool.query(
        `update economics.wallet set available_tokens = available_tokens + $2 where owner_id = $1`,
        [ownerId, by],
      );
    await tamper(5);
    expect(await reconcileLedger(call())).toMatchObject({
      isBalanced: false,
      sumTokens: 5n,
      mismatches: [{ kind: 'AVAILABLE', ownerId, balance: 15n, sumOfEntries: 10n }],
    });
    expect(await studio.written('EconomicAlert.v1')).toHaveLength(1);
    await tamper(-5);
  });
});

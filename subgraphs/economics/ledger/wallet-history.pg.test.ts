import { newId } from '@effect-studio/kernel/ids';
import { TestStudio } from '@effect-studio/testing/test-studio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import economics from '../subgraph.ts';
import type { LedgerCode } from './domain/ledger-answer.ts';
import { spendableChange } from './domain/wallet.ts';
import { openWallet, refund, reserve, settle, topUp } from './persistence/ledger.ts';
import { walletEntries, walletsOfOwners } from './persistence/wallet-reader.ts';
import { reconcileLedger } from './use-cases/reconcile-ledger.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(() => studio.close());

const call = () => studio.call('economics');

/** What a wallet must look like, kept in plain variables. */
interface Model {
  available: number;
  reservations: {
    id: string;
    amount: number;
    state: 'open' | 'consumed' | 'released';
    consumed: number;
    refunded: number;
  }[];
}

const command = fc.oneof(
  fc.record({
    kind: fc.constant('topUp' as const),
    amount: fc.integer({ min: 1, max: 500 }),
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('reserve' as const),
    amount: fc.integer({ min: 0, max: 400 }),
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('settle' as const),
    amount: fc.integer({ min: 0, max: 400 }),
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('refund' as const),
    amount: fc.integer({ min: 1, max: 300 }),
    pick: fc.nat(),
  }),
);

describe('any history of a wallet', () => {
  it('keeps balance = Σ entries ≥ 0 and Σ over all accounts = 0 over 10,000 random operations', async () => {
    let operations = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 100, maxLength: 100 }), async (commands) => {
        const ownerId = newId();
        const model: Model = { available: 0, reservations: [] };
        const ctx = call();
        await ctx.db.transaction(ctx, async (tx) => {
          await openWallet(tx, ownerId);
          for (const { kind, amount, pick } of commands) {
            operations += 1;
            const target = model.reservations[pick % Math.max(1, model.reservations.length)];
            let code: LedgerCode;
            let expected: LedgerCode = 'NOT_FOUND';
            if (kind === 'topUp') {
              code = await topUp(tx, { id: newId(), ownerId, amountTokens: amount, reason: 'test' });
              expected = 'POSTED';
              model.available += amount;
            } else if (kind === 'reserve') {
              const id = newId();
              ({ code } = (await reserve(tx, [{ id, runId: newId(), ownerId, amountTokens: amount }]))[0]!);
              expected = amount <= model.available ? 'POSTED' : 'INSUFFICIENT';
              if (expected === 'POSTED') {
                model.available -= amount;
                model.reservations.push({ id, amount, state: 'open', consumed: 0, refunded: 0 });
              }
            } else if (kind === 'settle') {
              const reservationId = target?.id ?? newId();
              ({ code } = await settle(tx, {
                id: newId(),
                reservationId,
                ownerId,
                amountTokens: amount,
                reason: 'test',
              }));
              if (target && target.state !== 'open') expected = 'ALREADY_SETTLED';
              else if (target && amount > target.amount) expected = 'OVER_LIMIT';
              else if (target) {
                expected = 'POSTED';
                target.state = amount > 0 ? 'consumed' : 'released';
                target.consumed = amount;
                model.available += target.amount - amount;
              }
            } else {
              const reservationId = target?.id ?? newId();
              code = await refund(tx, {
                id: newId(),
                reservationId,
                ownerId,
                amountTokens: amount,
                reason: 'test',
              });
              if (target?.state === 'consumed') {
                expected = target.refunded + amount <= target.consumed ? 'POSTED' : 'OVER_LIMIT';
                if (expected === 'POSTED') {
                  target.refunded += amount;
                  model.available += amount;
                }
              }
            }
            expect(code).toBe(expected);
          }
          const wallet = (await walletsOfOwners(tx, [ownerId])).get(ownerId)!;
          const held = model.reservations
            .filter((one) => one.state === 'open')
            .reduce((sum, one) => sum + one.amount, 0);
          expect(wallet).toMatchObject({ availableTokens: model.available, reservedTokens: held });
          const entries = await walletEntries(tx, wallet.id, 100);
          if (entries.length < 100) {
            const sum = entries.reduce((total, one) => total + spendableChange(one.kind, one.movedTokens), 0);
            expect(sum).toBe(model.available);
          }
        });
      }),
      { numRuns: 100 },
    );
    expect(operations).toBeGreaterThanOrEqual(10_000);
    expect(await reconcileLedger(call())).toMatchObject({
      isBalanced: true,
      sumTokens: 0n,
      mismatches: [],
    });
  });
});

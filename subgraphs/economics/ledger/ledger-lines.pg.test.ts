import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import economics from '../subgraph.ts';
import { openWallet, topUp } from './persistence/ledger.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(() => studio.close());

const LINES = `query($ownerId: ID, $after: Cursor) {
  ledgerLines(ownerId: $ownerId, first: 2, after: $after) {
    edges { node { owner { id } entry { kind amountTokens reason } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
interface Lines {
  ledgerLines: {
    edges: { node: { owner: { id: string }; entry: { reason: string; amountTokens: number } } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

it('shows admins the lines of all wallets, newest first, page by page or of one person', async () => {
  const ctx = studio.call('economics');
  const [anna, ben] = [newId(), newId()];
  await ctx.db.transaction(ctx, async (tx) => {
    for (const ownerId of [anna, ben]) await openWallet(tx, ownerId);
  });
  for (const [ownerId, reason] of [
    [anna, 'first'],
    [ben, 'second'],
    [anna, 'third'],
  ] as const) {
    await ctx.db.transaction(ctx, (tx) => topUp(tx, { id: newId(), ownerId, amountTokens: 5, reason }));
  }
  const page = async (variables: Record<string, unknown>) =>
    (await studio.execute<Lines>('economics', admin(), LINES, variables)).data!.ledgerLines;
  const reasons = ({ edges }: Lines['ledgerLines']) => edges.map(({ node }) => node.entry.reason);
  const first = await page({});
  expect(reasons(first)).toEqual(['third', 'second']);
  expect(reasons(await page({ after: first.pageInfo.endCursor }))).toEqual(['first']);
  const ofAnna = await page({ ownerId: anna });
  expect(ofAnna.edges.map(({ node }) => node.owner.id)).toEqual([anna, anna]);
  expect([reasons(ofAnna), ofAnna.pageInfo.hasNextPage]).toEqual([['third', 'first'], false]);
  expect(reasons(await page({ ownerId: 'nobody' }))).toEqual([]);

  const asked = await studio.execute('economics', creator(), LINES, {});
  expect(asked.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  const stranger = await studio.execute<Lines>('economics', admin(newId(), newId()), LINES, {});
  expect(stranger.data!.ledgerLines.edges).toEqual([]);
});

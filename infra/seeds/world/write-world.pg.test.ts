import { reconcileLedger } from '@effect-studio/economics/ledger/use-cases/reconcile-ledger';
import { rebuildBuckets } from '@effect-studio/economics/margins/use-cases/rebuild-buckets';
import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import economics from '@effect-studio/economics/subgraph';
import { verifyBooks } from '@effect-studio/economics/verification/use-cases/verify-books';
import identity from '@effect-studio/identity/subgraph';
import { FakeClock } from '@effect-studio/kernel/clock';
import { systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORLD_TENANT_ID, type WorldServices } from './world.ts';
import { BLOCK_MS, DAY_MS, planBlock, type WorldFrame } from './world-plan.ts';
import { writeWorld } from './write-world.ts';

// Identity seals addresses with a key of it.
process.env.STUDIO_SECRET ??= 'world-tests-world-tests-world-tests-world';

const PROVIDERS = { fast: 'cpu-swift', balanced: 'cpu-studio', fine: 'cpu-atelier' } as const;
const frame: WorldFrame = {
  seed: 'test',
  origin: new Date('2026-01-01T00:00:00Z'),
  peopleCount: 6,
  presentDay: 4,
  workflows: (['fast', 'balanced', 'fine'] as const).map((variant) => ({
    workflowId: `duotone-${variant}`,
    providerId: PROVIDERS[variant],
    effectTypeId: 'duotone',
    variant,
  })),
};
const untilDay = (day: number) => new Date(frame.origin.getTime() + day * DAY_MS);

let studio: TestStudio;
let services: WorldServices;
const world = () => studio.call('economics', systemCaller(WORLD_TENANT_ID));
beforeAll(async () => {
  const clock = new FakeClock(frame.origin);
  studio = await TestStudio.open([identity, economics], { clock });
  await seedHouseRateCard(studio.call('economics'));
  await studio.ownerPool.query(`insert into identity.tenant values ($1, 'World', now(), now())`, [
    WORLD_TENANT_ID,
  ]);
  services = {
    identity: studio.call('identity', systemCaller(WORLD_TENANT_ID)),
    economics: studio.call('economics'),
    clock,
  };
});
afterAll(() => studio.close());

const count = async (table: string, tenant = WORLD_TENANT_ID) => {
  const { rows } = await studio.ownerPool.query<{ count: number }>(
    `select count(*)::int as count from ${table} where tenant_id = $1`,
    [tenant],
  );
  return rows[0]!.count;
};
const buckets = async () => {
  const { rows } = await studio.ownerPool.query<{ row: string }>(
    `select margin_bucket::text as row from economics.margin_bucket where tenant_id = $1 order by 1`,
    [WORLD_TENANT_ID],
  );
  return rows.map(({ row }) => row);
};

describe('the living world', () => {
  it('adds up: every token and every bucket', async () => {
    const report = await writeWorld(services, frame, untilDay(3));
    expect(report.blocks).toBe(24);
    expect(await count('economics.execution')).toBe(report.attempts);
    expect(await reconcileLedger(world())).toMatchObject({ isBalanced: true });
    const live = await buckets();
    await rebuildBuckets(world());
    expect(await buckets()).toEqual(live);
  });

  it('has prices of its own and leaves those of others as they are', async () => {
    const { rows } = await studio.ownerPool.query<{ price: number }>(
      `select distinct c.run_price_tokens as price from economics.revenue_entry e
       join economics.rate_card c on c.version = e.rate_card_version where e.tenant_id = $1`,
      [WORLD_TENANT_ID],
    );
    expect(rows).toEqual([{ price: 45 }]);
    const quote = await studio.execute('economics', admin(), '{ quoteRun { amountTokens } }');
    expect(quote.data).toEqual({ quoteRun: { amountTokens: 20 } });
    const stranger = await studio.execute(
      'economics',
      admin(newId(), newId()),
      '{ quoteRun { amountTokens } }',
    );
    expect(stranger.data).toEqual({ quoteRun: { amountTokens: 20 } });
  });

  it('is no part of anybody else’s figures', async () => {
    const defaultTenant = systemCaller().tenantId;
    for (const table of ['economics.execution', 'economics.cost_entry', 'economics.margin_bucket']) {
      expect([table, await count(table, defaultTenant)]).toEqual([table, 0]);
    }
    expect(await studio.written('TokensReserved.v1')).toEqual([]);
  });

  it('is written once, and goes on from where it is', async () => {
    const before = await count('economics.execution');
    const cards = await count('economics.rate_card');
    expect(await writeWorld(services, frame, untilDay(3))).toMatchObject({ blocks: 0, runs: 0 });
    expect(await count('economics.rate_card')).toBe(cards);
    expect(await count('economics.execution')).toBe(before);
    const more = await writeWorld(services, frame, untilDay(4));
    expect(more.blocks).toBe(8);
    expect(await count('economics.execution')).toBe(before + more.attempts);
    expect(await reconcileLedger(world())).toMatchObject({ isBalanced: true });
  });

  it('routes by manifests that it made, tries workflows against each other, and looks at what is in the way', async () => {
    expect(await count('economics.routing_manifest')).toBeGreaterThan(3);
    expect(await count('economics.routing_decision')).toBeGreaterThan(100);
    expect(await count('economics.routing_trial')).toBe(1);
    expect(await count('economics.series_point')).toBeGreaterThan(100);
    const { rows } = await studio.ownerPool.query<{ kinds: string[] }>(
      `select array_agg(distinct signal) as kinds from economics.alert where tenant_id = $1`,
      [WORLD_TENANT_ID],
    );
    expect(rows[0]!.kinds).toContain('LATENCY');
  });

  it('is never behind by more than a slice, and a block that was begun in slices is finished in slices', async () => {
    const attemptsOf = (from: number, to: number) =>
      Array.from({ length: (to - from) / BLOCK_MS }, (_, index) =>
        planBlock(frame, new Date(frame.origin.getTime() + from + index * BLOCK_MS)),
      )
        .flat()
        .flatMap(({ legs }) => legs.flatMap(({ attempts }) => attempts)).length;
    const begun = 4 * DAY_MS;
    const before = await count('economics.execution');
    await writeWorld(services, frame, new Date(frame.origin.getTime() + begun + BLOCK_MS / 2 + 70_000));
    const half = (await count('economics.execution')) - before;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(attemptsOf(begun, begun + BLOCK_MS));
    await writeWorld(services, frame, new Date(frame.origin.getTime() + begun + 2 * BLOCK_MS));
    expect((await count('economics.execution')) - before).toBe(attemptsOf(begun, begun + 2 * BLOCK_MS));
    expect(await reconcileLedger(world())).toMatchObject({ isBalanced: true });
    expect((await verifyBooks(world())).faults).toEqual([]);
  });
});

import { costDelta } from '@effect-studio/economics/margins/domain/bucket';
import { changeBooks } from '@effect-studio/economics/margins/persistence/change-books';
import { readHud } from '@effect-studio/economics/margins/use-cases/read-hud';
import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { CELLS, costOf } from './bench-costs.ts';
import { type EconomicsPart, HISTORIES } from './part.ts';

const BATCH = 500;
const BATCHES = 4;
const HISTORY_DAYS = 30;

/**
 * What it costs to add a batch of events to the books (buckets, histograms, the version and what it added) beside a
 * history of a month, and how long the HUD of a week takes right after it. Each history is a tenant of its own.
 */
export const booksPart: EconomicsPart = {
  metrics: { 'books update': 'µs/event', 'HUD of a week after a change': 'ms' },
  open: async ({ services, owner }, say) => {
    const tenants = new Map<string, string>();
    for (const { name, executions } of HISTORIES) {
      say(`writing the buckets of ${name}`);
      const tenantId = newId();
      tenants.set(name, tenantId);
      await owner.query(
        `insert into economics.margin_bucket (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context,
           revenue_nano_usd, charged_tokens, charged_runs, run_cost_nano_usd, exploration_cost_nano_usd,
           platform_cost_nano_usd, pending_cost_nano_usd, attempts, unpriced_attempts, busy_ms, busy_cost_nano_usd)
         select $1, date_bin('1 minute', $2::timestamptz - make_interval(secs => i::float8 * ${HISTORY_DAYS * 86_400} / $3), timestamptz '2000-01-01 00:00:00Z'),
           'provider-' || i % 5, 'effect-' || (i / 5) % 6, 'default', 'user_run',
           0, 0, 0, sum(100000), 0, 0, 0, count(*), 0, sum(1000), sum(100000)
         from generate_series(0, $3::int - 1) i group by 2, 3, 4`,
        [tenantId, services.clock.now(), executions],
      );
    }
    await owner.query('analyze economics.margin_bucket');
    say(`each history has ${CELLS} cells`);
    return HISTORIES.map(({ name }) => ({
      name,
      measure: async () => {
        const ctx = callContext(services, { caller: systemCaller(tenants.get(name)!) });
        await readHud(ctx, 'WEEK');
        let booksMs = 0;
        let hudMs = 0;
        for (let batch = 0; batch < BATCHES; batch += 1) {
          const now = services.clock.now();
          const deltas = Array.from({ length: BATCH }, (_, index) =>
            costDelta(costOf(batch * BATCH + index, now), 1n),
          );
          const begunAt = performance.now();
          await ctx.db.transaction(ctx, (tx) => changeBooks(tx, deltas));
          const changedAt = performance.now();
          await readHud(ctx, 'WEEK');
          booksMs += changedAt - begunAt;
          hudMs += performance.now() - changedAt;
        }
        return {
          'books update': (booksMs * 1_000) / (BATCH * BATCHES),
          'HUD of a week after a change': hudMs / BATCHES,
        };
      },
    }));
  },
};

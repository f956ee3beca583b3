import { cachedView } from '@effect-studio/kernel/cached-view';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { MINUTE_MS } from '../../margins/domain/bucket.ts';
import { marginalCost, ZERO_SUMS } from '../../margins/domain/bucket-sums.ts';
import { type SliceFilter, seriesOver } from '../../margins/persistence/read-buckets.ts';
import { forecastMargin, type HourOfMoney, type MarginForecast } from '../domain/margin-forecast.ts';

const HOUR_MS = 3_600_000;
/** Four weeks: enough for the shape of a day, and short enough to forget old prices. */
const HISTORY_HOURS = 28 * 24;
const TTL_MS = 3_600_000;

/**
 * What the next 24 whole hours should bring to a slice. It is made once per slice and hour, from the hours that are
 * whole by then; what is recorded late for one of them enters with the next hour. Callers see to authorization.
 * @param epoch of the books
 */
export async function readForecast(
  ctx: CallContext,
  filter: SliceFilter,
  epoch: string,
): Promise<MarginForecast> {
  const system = callContext(ctx, {
    caller: systemCaller(ctx.caller.tenantId),
    correlationId: ctx.correlationId,
  });
  const from = new Date(Math.floor(ctx.clock.now().getTime() / HOUR_MS) * HOUR_MS);
  const { budgetContext, providerId, effectTypeId, fleet } = filter;
  const made = await cachedView<MarginForecast>(system, {
    name: 'forecast',
    parameters: [budgetContext, providerId, effectTypeId, fleet, from.getTime()],
    // Whole hours do not change with every event; see above.
    revision: epoch,
    ttlMs: TTL_MS,
    compute: async () => {
      const history = await historyBefore(system, from, filter);
      return history.length === 0 ? null : forecastMargin(history, from);
    },
  });
  return made ?? forecastMargin([], from);
}

/** Every whole hour from the first that saw money on, at most four weeks; hours without are zeros. */
async function historyBefore(ctx: CallContext, from: Date, filter: SliceFilter): Promise<HourOfMoney[]> {
  const range = {
    first: new Date(from.getTime() - HISTORY_HOURS * HOUR_MS),
    last: new Date(from.getTime() - MINUTE_MS),
  };
  const points = await ctx.db.report(ctx, (reading) => seriesOver(reading, range, filter, HOUR_MS));
  const byHour = new Map(points.map(({ at, sums }) => [at.getTime(), sums]));
  const first = points[0]?.at.getTime() ?? from.getTime();
  return Array.from({ length: (from.getTime() - first) / HOUR_MS }, (_, hour) => {
    const sums = byHour.get(first + hour * HOUR_MS) ?? ZERO_SUMS;
    return { revenueNanoUsd: sums.revenueNanoUsd, costNanoUsd: marginalCost(sums) };
  });
}

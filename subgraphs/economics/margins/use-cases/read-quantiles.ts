import { cachedView } from '@effect-studio/kernel/cached-view';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Measure } from '../domain/bucket.ts';
import { countOf, mergeSketches, quantileOf, type Sketch } from '../domain/cost-sketch.ts';
import type { HudSlice } from '../domain/margin.ts';
import { minutesOf } from '../domain/window.ts';
import { type SketchCount, sketchCounts } from '../persistence/read-sketches.ts';

/** Three quantiles of a measure, each within 1 %; all null without a value. */
export interface Quantiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  sampleCount: number;
}

export interface SliceQuantiles {
  /** Of single pieces of work: attempts and partner calls, shares of startup and idle apart. */
  costNanoUsd: Quantiles;
  /** Of attempts, whatever became of them. */
  durationMs: Quantiles;
}

/** What a slice's work cost and how long it took. Histograms are read at a person's pace: from the cache, not kept in memory. */
export async function readQuantiles(ctx: CallContext, slice: HudSlice): Promise<SliceQuantiles> {
  const { window, budgetContext, epoch, version, at } = slice;
  const system = callContext(ctx, {
    caller: systemCaller(ctx.caller.tenantId),
    correlationId: ctx.correlationId,
  });
  const range = minutesOf(window, at);
  const counts = await cachedView<SketchCount[]>(system, {
    name: 'sketches',
    parameters: [budgetContext, range.first.getTime(), range.last.getTime()],
    revision: `${epoch}.${version}`,
    compute: () => system.db.report(system, (reading) => sketchCounts(reading, range, budgetContext)),
  });
  const own = (counts ?? []).filter(
    ({ providerId, effectTypeId }) =>
      (slice.providerId === null || slice.providerId === providerId) &&
      (slice.effectTypeId === null || slice.effectTypeId === effectTypeId),
  );
  return { costNanoUsd: quantilesOf(own, 'COST'), durationMs: quantilesOf(own, 'DURATION') };
}

function quantilesOf(counts: readonly SketchCount[], measure: Measure): Quantiles {
  const sketch: Sketch = mergeSketches(
    counts.filter((one) => one.measure === measure).map(({ bucket, count }) => new Map([[bucket, count]])),
  );
  return {
    p50: quantileOf(sketch, 0.5),
    p95: quantileOf(sketch, 0.95),
    p99: quantileOf(sketch, 0.99),
    sampleCount: Number(countOf(sketch)),
  };
}

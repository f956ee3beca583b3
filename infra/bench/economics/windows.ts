import { costDelta } from '@effect-studio/economics/margins/domain/bucket';
import { MinuteWindows } from '@effect-studio/economics/margins/domain/minute-windows';
import { costOf } from './bench-costs.ts';
import { type EconomicsPart, HISTORIES } from './part.ts';

const WEEK_MINUTES = 10_080;
const MINUTE_MS = 60_000;

/**
 * How long it takes to add an event to all windows in memory, and what a minute that passes costs whatever happens: a
 * week of events in order, one in ten of them late by up to a week.
 */
export const windowPart: EconomicsPart = {
  metrics: { 'window update in memory': 'µs/event', 'a minute passing in memory': 'µs/minute' },
  open: async () =>
    HISTORIES.map(({ name, executions }) => ({
      name,
      measure: async () => {
        const start = Date.UTC(2026, 0, 1);
        const minuteOf = (index: number) => Math.floor((index * WEEK_MINUTES) / executions);
        const late = (index: number) => (index % 10 === 0 ? (index * 7_919) % WEEK_MINUTES : 0);
        const costs = Array.from({ length: Math.min(executions, 20_000) }, (_, index) =>
          costOf(index, new Date(start)),
        );
        const windows = new MinuteWindows(new Date(start));
        let updateMs = 0;
        let passingMs = 0;
        // In pieces, so that making events is not measured, and time passes between pieces.
        const pieces = Math.min(executions / 1_000, 1_000);
        for (let piece = 0; piece < pieces; piece += 1) {
          const from = Math.floor((piece * executions) / pieces);
          const to = Math.floor(((piece + 1) * executions) / pieces);
          const deltas = Array.from({ length: to - from }, (_, offset) => {
            const index = from + offset;
            const eventTime = new Date(start + (minuteOf(index) - late(index)) * MINUTE_MS);
            return costDelta({ ...costs[index % costs.length]!, eventTime }, 1n);
          });
          const begunAt = performance.now();
          windows.advance(new Date(start + minuteOf(to) * MINUTE_MS));
          const advancedAt = performance.now();
          for (const { key, sums } of deltas) windows.add(key, sums);
          passingMs += advancedAt - begunAt;
          updateMs += performance.now() - advancedAt;
        }
        return {
          'window update in memory': (updateMs * 1_000) / executions,
          'a minute passing in memory': (passingMs * 1_000) / WEEK_MINUTES,
        };
      },
    })),
};

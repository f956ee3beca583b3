import { consume } from '@effect-studio/kernel/bus/consumer';
import { BenchmarkRequested } from '@effect-studio/schema/events/economics';
import { startBenchmark } from '../use-cases/start-benchmark.ts';

/** Economics wants providers compared on a known input. */
export const benchmarkRequested = consume(BenchmarkRequested, (tx, { payload }) =>
  startBenchmark(tx, payload),
);

import type { Measurement, OpenBench, Subject } from './bench.ts';

/** All values of one metric of one subject, in the order of the rounds. */
export interface Series {
  metric: string;
  subject: string;
  values: number[];
}

export interface Rounds {
  rounds: number;
  /** Measured and thrown away first. */
  warmUpRounds: number;
  onMeasured?: (round: number, subject: string, measurement: Measurement) => void;
}

/**
 * Measures all subjects in every round instead of one after the other, so that a machine that gets slower is
 * unfair to nobody; each round begins with another subject.
 */
export async function measureInterleaved(subjects: readonly Subject[], options: Rounds): Promise<Series[]> {
  const series = new Map<string, Series>();
  for (let round = -options.warmUpRounds; round < options.rounds; round += 1) {
    for (const subject of rotated(subjects, round + options.warmUpRounds)) {
      const measurement = await subject.measure();
      if (round < 0) continue;
      options.onMeasured?.(round, subject.name, measurement);
      for (const [metric, value] of Object.entries(measurement)) {
        const key = `${metric}\n${subject.name}`;
        const one = series.get(key) ?? { metric, subject: subject.name, values: [] };
        series.set(key, one);
        one.values.push(value);
      }
    }
  }
  return [...series.values()];
}

/** What was measured outside the rounds, as series like the others. */
export function sideSeries(bench: Pick<OpenBench, 'side'>): Series[] {
  return (bench.side ?? []).map(({ metric, subject, values }) => ({ metric, subject, values: [...values] }));
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

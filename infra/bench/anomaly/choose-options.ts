import { type NabProfile, type NabSeries, nabScore, normalised, probationOf } from './nab-score.ts';
import { alarmsOf, combine, type StreamingOptions, signalsOf } from './streaming-detector.ts';

/** Scores of one way to put the signals together: by profile, one per series. */
export interface Candidate {
  options: StreamingOptions;
  scores: Readonly<Record<string, readonly number[]>>;
}

/** All combinations that are tried: few and coarse, since few series cannot tell more apart. */
export function optionsTried(): StreamingOptions[] {
  const tried: StreamingOptions[] = [];
  for (const spike of [0, 1])
    for (const season of [0, 0.5])
      for (const drift of [0, 0.5])
        for (const record of [1, 2])
          for (const scatter of [0.5, 1])
            for (const refractoryShare of [0.05, 0.1, 0.2])
              for (let threshold = 2.5; threshold <= 8; threshold += 0.5)
                tried.push({
                  weights: [spike, season, drift, record, scatter, 0],
                  refractoryShare,
                  threshold,
                });
  return tried;
}

/** Time between points, from the first hundred: a detector that streams has not seen the rest. */
function stepOf(times: readonly number[]): number {
  const last = Math.min(100, times.length - 1);
  return last < 1 ? 0 : (times[last]! - times[0]!) / last;
}

/** Scores every combination on every series. */
export function scoreAll(
  series: readonly NabSeries[],
  profiles: Readonly<Record<string, NabProfile>>,
  tried: readonly StreamingOptions[],
): Candidate[] {
  const signals = series.map(({ values, times }) => signalsOf(values, stepOf(times)));
  const sums = new Map<string, Float64Array[]>();
  return tried.map((options): Candidate => {
    const key = options.weights.join();
    const combined = sums.get(key) ?? signals.map((one) => combine(one, options.weights));
    sums.set(key, combined);
    const alarms = series.map(({ values }, index) =>
      alarmsOf(combined[index]!, { ...options, from: probationOf(values.length) }),
    );
    return {
      options,
      scores: Object.fromEntries(
        Object.entries(profiles).map(([name, profile]) => [
          name,
          series.map((one, index) => nabScore(one, alarms[index]!, profile)),
        ]),
      ),
    };
  });
}

/** The candidate that does best on some of the series under one profile; of equals the first. */
export function bestOn(
  candidates: readonly Candidate[],
  profile: string,
  indices: readonly number[],
): Candidate {
  const sumOf = ({ scores }: Candidate): number =>
    indices.reduce((sum, index) => sum + scores[profile]![index]!, 0);
  return candidates.reduce((a, b) => (sumOf(b) > sumOf(a) ? b : a));
}

/**
 * The score that the choice deserves on series that it was not made on: series are dealt into folds, and each fold is
 * scored by the candidate that does best, under the same profile, on all others.
 */
export function crossValidated(
  candidates: readonly Candidate[],
  series: readonly NabSeries[],
  { name, profile, folds }: { name: string; profile: NabProfile; folds: number },
): number {
  let sum = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const indices = series.map((_, index) => index);
    const heldOut = indices.filter((index) => index % folds === fold);
    const chosen = bestOn(
      candidates,
      name,
      indices.filter((index) => index % folds !== fold),
    );
    sum += heldOut.reduce((total, index) => total + chosen.scores[name]![index]!, 0);
  }
  return normalised(
    sum,
    series.reduce((count, { windows }) => count + windows.length, 0),
    profile,
  );
}

import { madScore } from '../../detection/domain/mad-score.ts';
import { quantile } from '../../statistics/quantile.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { FOREST_DEFAULTS, growForest, isolationScore } from './isolation-forest.ts';

/** Counts of one hour by pattern. */
export type PatternCounts = Readonly<Record<string, number>>;

/** An hour that was judged before. */
export interface JudgedWindow {
  counts: PatternCounts;
  /** Null when there was too little to judge by. */
  score: number | null;
}

export interface LogAnomalySettings {
  version: string;
  /** Hours looked back on, in steps of a quarter of one. */
  memoryWindows: number;
  /** Windows before anything is judged: a day. */
  minWindows: number;
  /** Patterns that get a feature of their own; the rarer rest shares one. */
  vocabulary: number;
  /** Scores above this share of the past ones are anomalous. */
  thresholdShare: number;
  /** An hour with fewer entries than this is quiet, however unusual. */
  minCount: number;
  /** Calm windows that end an alert: an hour. */
  calmWindows: number;
}

export const LOG_ANOMALY_SETTINGS: Readonly<LogAnomalySettings> = Object.freeze<LogAnomalySettings>({
  version: 'log-anomalies-1',
  memoryWindows: 14 * 96,
  minWindows: 96,
  vocabulary: 30,
  thresholdShare: 0.995,
  minCount: 3,
  calmWindows: 4,
});

export interface WindowJudgement {
  score: number | null;
  threshold: number | null;
  isAnomalous: boolean;
  /** What stands out most, the furthest from its median first. */
  standouts: readonly { pattern: string; count: number; usual: number }[];
}

/**
 * Judges an hour of log patterns by an isolation forest over log(1 + count) of the windows before it and itself. The
 * hour is anomalous when its score exceeds the rolling 99.5 % quantile of the scores that earlier hours were given in
 * the same way. New patterns have no feature of their own yet; they show in the total, the number of different patterns
 * and the rest. Pure: the seed makes the same forest of the same windows.
 * @param past oldest first
 */
export function judgeWindow(
  past: readonly JudgedWindow[],
  counts: PatternCounts,
  seed: string,
  settings: LogAnomalySettings = LOG_ANOMALY_SETTINGS,
): WindowJudgement {
  const known = past.slice(-settings.memoryWindows);
  if (known.length < settings.minWindows) {
    return { score: null, threshold: null, isAnomalous: false, standouts: [] };
  }
  const vocabulary = vocabularyOf(known, settings.vocabulary);
  const rows = [
    ...known.map((window) => featuresOf(window.counts, vocabulary)),
    featuresOf(counts, vocabulary),
  ];
  const present = rows.length - 1;
  const forest = growForest(rows, seededRandom(seed), { ...FOREST_DEFAULTS, alwaysWith: present });
  const score = isolationScore(forest, rows[present]!);
  const scores = known
    .flatMap((window) => (window.score === null ? [] : [window.score]))
    .toSorted((a, b) => a - b);
  const threshold = scores.length < settings.minWindows ? null : quantile(scores, settings.thresholdShare);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    score,
    threshold,
    isAnomalous: threshold !== null && score > threshold && total >= settings.minCount,
    standouts: standoutsOf(known, counts),
  };
}

/** The patterns that came in most windows; equal ones by name, so that the order of events does not matter. */
function vocabularyOf(windows: readonly JudgedWindow[], size: number): string[] {
  const seen = new Map<string, number>();
  for (const { counts } of windows) {
    for (const pattern of Object.keys(counts)) seen.set(pattern, (seen.get(pattern) ?? 0) + 1);
  }
  return [...seen]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .slice(0, size)
    .map(([pattern]) => pattern);
}

function featuresOf(counts: PatternCounts, vocabulary: readonly string[]): number[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const own = vocabulary.map((pattern) => counts[pattern] ?? 0);
  const rest = total - own.reduce((sum, count) => sum + count, 0);
  return [...own, rest, total, Object.keys(counts).length].map(Math.log1p);
}

const MOST_STANDOUTS = 5;

function standoutsOf(
  windows: readonly JudgedWindow[],
  counts: PatternCounts,
): { pattern: string; count: number; usual: number }[] {
  return Object.entries(counts)
    .map(([pattern, count]) => {
      const before = windows
        .map((window) => Math.log1p(window.counts[pattern] ?? 0))
        .toSorted((a, b) => a - b);
      const usual = Math.expm1(quantile(before, 0.5));
      return { pattern, count, usual, distance: madScore(Math.log1p(count), before) };
    })
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => b.distance - a.distance || b.count - a.count)
    .slice(0, MOST_STANDOUTS)
    .map(({ pattern, count, usual }) => ({ pattern, count, usual }));
}

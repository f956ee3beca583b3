/** One reason of a change. */
export interface WaterfallStep {
  key: string;
  name: string;
  change: number;
  /** Exploration is money that was spent to learn; it comes last and has its own colour. */
  isExploration?: boolean;
}

export interface WaterfallBar {
  key: string;
  name: string;
  change: number;
  from: number;
  to: number;
  tone: 'good' | 'bad' | 'explore' | 'rest';
}

/** A rest smaller than this share of a unit (0.05 percentage points of a margin) is rounding, not a reason. */
const LEAST_REST = 0.0005;
/** Key of the bar that closes a change which the reasons do not add up to. */
export const REST = 'unexplained';

/**
 * Bars between two levels: losses by size, gains by size, exploration last; what the reasons leave is a bar of its
 * own. The axis is cut when all levels are far from zero.
 */
export function waterfallBars(
  from: number,
  to: number,
  steps: readonly WaterfallStep[],
): { bars: WaterfallBar[]; low: number; high: number; isCut: boolean } {
  const moved = steps.filter(({ change }) => change !== 0);
  const rest = to - from - moved.reduce((sum, { change }) => sum + change, 0);
  const all: WaterfallStep[] =
    Math.abs(rest) >= LEAST_REST * Math.max(1, Math.abs(from), Math.abs(to))
      ? [...moved, { key: REST, name: 'Unexplained', change: rest }]
      : [...moved];
  all.sort((a, b) => orderOf(a) - orderOf(b) || Math.abs(b.change) - Math.abs(a.change));
  let level = from;
  const bars = all.map((step) => {
    const before = level;
    level += step.change;
    return {
      key: step.key,
      name: step.name,
      change: step.change,
      from: before,
      to: level,
      tone: toneOf(step),
    };
  });
  const levels = [from, to, ...bars.flatMap((bar) => [bar.from, bar.to])];
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const air = (most - least) * 0.12;
  const isCut = least > 0 && least > (most - least) * 1.5;
  return {
    bars,
    low: isCut ? least - air * 3 : Math.min(0, least - air),
    high: Math.max(0, most) + air,
    isCut,
  };
}

function orderOf({ isExploration, change, key }: WaterfallStep): number {
  if (key === REST) return 3;
  return isExploration ? 2 : change < 0 ? 0 : 1;
}

function toneOf({ isExploration, change, key }: WaterfallStep): WaterfallBar['tone'] {
  if (key === REST) return 'rest';
  return isExploration ? 'explore' : change < 0 ? 'bad' : 'good';
}

import classes from './spark.module.css';

const WIDTH = 76;
const HEIGHT = 24;

interface SparkProps {
  /** Oldest first; null where nothing is known. */
  values: readonly (number | null)[];
  /** One sentence for people who do not see the line. */
  summary: string;
  tone?: 'accent' | 'good' | 'bad';
}

/** The course of a value in a table row. */
export function Spark({ values, summary, tone = 'accent' }: SparkProps) {
  const path = sparkPath(values, WIDTH, HEIGHT);
  return (
    <svg
      className={classes.spark}
      data-tone={tone}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={summary}
    >
      {path !== null && <path d={path} />}
    </svg>
  );
}

/** The line through what is known, over its gaps; a lone value is a short dash. Null when nothing is known. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (known.length === 0) return null;
  const low = Math.min(...known.map(({ value }) => value));
  const span = Math.max(...known.map(({ value }) => value)) - low || 1;
  const x = (index: number) => round(1 + (index / Math.max(1, values.length - 1)) * (width - 2));
  const y = (value: number) => round(height - 3 - ((value - low) / span) * (height - 6));
  const points = known.map(({ value, index }) => `${x(index)} ${y(value)}`);
  return `M${points.join('L')}${points.length === 1 ? 'h2' : ''}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

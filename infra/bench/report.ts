import type { Metrics } from './bench.ts';
import type { MachineFacts } from './machine.ts';
import type { Series } from './measure.ts';
import { pairedRatio, spreadOf } from './statistics.ts';

/** One line of the result. `value` is the median over the rounds. */
export interface Row {
  metric: string;
  subject: string;
  value: number;
  unit: string;
  min: number;
  max: number;
  /** The subject that this one is held against; null for that one itself, and when there is none. */
  versus: string | null;
  /** Median of the ratios to `versus`, round by round; below 1 is less. */
  ratio: number | null;
}

/** What `npm run bench -- NAME --json` prints. */
export interface BenchReport {
  bench: string;
  machine: MachineFacts;
  rows: Row[];
}

/**
 * Rows in the order of the metrics, then of the subjects.
 * @throws Error when a value has no declared metric
 */
export function rowsOf(
  metrics: Metrics,
  series: readonly Series[],
  versus: string | Readonly<Record<string, string>> | null,
): Row[] {
  const undeclared = series.find(({ metric }) => !(metric in metrics));
  if (undeclared) throw new Error(`the bench declares no metric called ${undeclared.metric}`);
  return Object.entries(metrics).flatMap(([metric, unit]) => {
    const ofMetric = series.filter((one) => one.metric === metric && one.values.length > 0);
    const baseName = typeof versus === 'object' ? versus?.[metric] : versus;
    const base = ofMetric.find((one) => one.subject === baseName);
    return ofMetric.map((one) => {
      const { median, min, max } = spreadOf(one.values);
      const isCompared = base !== undefined && base !== one;
      return {
        metric,
        subject: one.subject,
        value: median,
        unit,
        min,
        max,
        versus: isCompared ? base.subject : null,
        ratio: isCompared ? pairedRatio(one.values, base.values) : null,
      };
    });
  });
}

/** The report as a table for a person. */
export function formatTable({ bench, machine, rows }: BenchReport): string {
  const hasRatios = rows.some((row) => row.ratio !== null);
  const head = ['metric', 'subject', 'median', 'min', 'max', 'unit', ...(hasRatios ? ['ratio'] : [])];
  const lines = rows.map((row) => [
    row.metric,
    row.subject,
    ...[row.value, row.min, row.max].map(significant),
    row.unit,
    ...(hasRatios ? [row.ratio === null ? '' : `${significant(row.ratio)} × ${row.versus}`] : []),
  ]);
  const { cpu, cores, memoryGiB, node, platform } = machine;
  return [
    `${bench} on ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}`,
    '',
    ...aligned([head, ...lines]),
  ].join('\n');
}

/** Three significant digits; whole numbers from 100 on. */
function significant(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

const NUMBER_COLUMNS = new Set([2, 3, 4]);

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column]!;
        return NUMBER_COLUMNS.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

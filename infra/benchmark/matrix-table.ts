import { cost, margin, quality, samples, seconds } from './figures.ts';
import type { BenchmarkReport } from './run-benchmark.ts';

/** Provider × effect as lines for a terminal. */
export function formatMatrix({ cells }: Pick<BenchmarkReport, 'cells'>): string {
  const rows = cells.map((cell, index) => [
    cells[index - 1]?.effectType.id === cell.effectType.id ? '' : cell.effectType.title,
    cell.provider.name,
    quality(cell),
    seconds(cell),
    cost(cell),
    margin(cell),
    samples(cell),
  ]);
  return columns([['effect', 'provider', 'quality', 'time', 'cost', 'margin', 'n'], ...rows]);
}

function columns(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

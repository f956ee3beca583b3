import type { ReportCell } from './run-benchmark.ts';

/** How the figures of a cell are written; a dash where they are not known. */
export const quality = ({ quality: value }: Pick<ReportCell, 'quality'>): string => value?.toFixed(3) ?? '–';

export const seconds = ({ busyMs }: Pick<ReportCell, 'busyMs'>): string =>
  typeof busyMs === 'number' ? `${(busyMs / 1_000).toFixed(2)} s` : '–';

/** Dollars from nano-USD, to the millionth. */
export function cost({ costNanoUsd }: Pick<ReportCell, 'costNanoUsd'>): string {
  if (typeof costNanoUsd !== 'string') return 'unpriced';
  const padded = costNanoUsd.padStart(10, '0');
  return `$${padded.slice(0, -9)}.${padded.slice(-9, -3)}`;
}

export const margin = ({ margin: value }: Pick<ReportCell, 'margin'>): string =>
  typeof value === 'number' ? `${(value * 100).toFixed(2)} %` : '–';

export const samples = (cell: ReportCell): string =>
  cell.deliveredCount === cell.attemptCount
    ? String(cell.sampleCount)
    : `${cell.sampleCount} (${cell.attemptCount - cell.deliveredCount} failed)`;

import type { HeatCell } from '@effect-studio/web-kit/charts/heat.tsx';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatScore,
  formatUsd,
  MISSING,
  usdNumber,
} from '@effect-studio/web-kit/format.ts';

/** What a provider makes of an effect, wherever it was measured. */
export interface Measured {
  provider: { id: string; name: string };
  effectType: { id: string; title: string };
  samples: number;
  /** 0 to 1. */
  quality: number | null;
  costNanoUsd: string | null;
  durationMs: number | null;
  margin: number | null;
}

export const MEASURES = {
  quality: { name: 'Quality', isMoreBetter: true },
  cost: { name: 'Cost', isMoreBetter: false },
  time: { name: 'Time', isMoreBetter: false },
  margin: { name: 'Margin', isMoreBetter: true },
} as const;
export type Measure = keyof typeof MEASURES;

const VALUES: Record<Measure, (cell: Measured) => number | null> = {
  quality: ({ quality }) => quality,
  cost: ({ costNanoUsd }) => (costNanoUsd === null ? null : usdNumber(costNanoUsd)),
  time: ({ durationMs }) => durationMs,
  margin: ({ margin }) => margin,
};

const TEXTS: Record<Measure, (cell: Measured) => string> = {
  quality: ({ quality }) => formatScore(quality),
  cost: ({ costNanoUsd }) => (costNanoUsd === null ? MISSING : formatUsd(costNanoUsd, 'unit')),
  time: ({ durationMs }) => formatDuration(durationMs),
  margin: ({ margin }) => formatPercent(margin),
};

/** Cells of a matrix, tinted within their effect: the best of a column is the strongest, so columns compare providers. */
export function heatCells(cells: readonly Measured[], measure: Measure): HeatCell[] {
  const value = VALUES[measure];
  return cells.map((cell) => {
    const own = value(cell);
    const peers = cells
      .filter(({ effectType }) => effectType.id === cell.effectType.id)
      .flatMap((peer) => value(peer) ?? []);
    const [least, most] = [Math.min(...peers), Math.max(...peers)];
    const place = own === null ? null : most === least ? 0.5 : (own - least) / (most - least);
    return {
      row: cell.provider.id,
      column: cell.effectType.id,
      text: TEXTS[measure](cell),
      note: `${formatCount(cell.samples)}×`,
      strength: place === null ? null : MEASURES[measure].isMoreBetter ? place : 1 - place,
      tone: measure === 'margin' && own !== null && own < 0 ? 'bad' : 'accent',
    };
  });
}

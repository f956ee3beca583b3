import { expect, it } from 'vitest';
import { heatCells, type Measured } from './matrix.ts';

const cell = (provider: string, costNanoUsd: string | null, effect = 'glow'): Measured => ({
  provider: { id: provider, name: provider },
  effectType: { id: effect, title: effect },
  samples: 3,
  quality: 0.8,
  costNanoUsd,
  durationMs: 1000,
  margin: -0.1,
});

it('makes the cheapest of an effect the strongest, apart from other effects', () => {
  const cells = heatCells([cell('a', '1000000'), cell('b', '3000000'), cell('c', '9', 'rain')], 'cost');
  expect(cells.map(({ strength, text }) => [strength, text])).toEqual([
    [1, '$0.0010'],
    [0, '$0.0030'],
    [0.5, '<$0.0001'],
  ]);
});

it('leaves a cell without a value blank, and gives a loss its own tone', () => {
  const [known, unknown] = heatCells([cell('a', null), cell('b', null)], 'cost');
  expect([known?.strength, unknown?.text]).toEqual([null, '—']);
  expect(heatCells([cell('a', '1')], 'margin')[0]?.tone).toBe('bad');
});

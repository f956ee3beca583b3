import { expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';

it('puts what is known of both sides beside each other and leaves out what the page says elsewhere', () => {
  const facts = {
    from: 'cpu-atelier',
    to: 'cpu-studio',
    fromUnitCost: { text: '$0.0041', value: 0.0041 },
    toUnitCost: { text: '$0.0010', value: 0.001 },
    confidence: { text: '99 %', value: 0.99 },
    costChange: { text: '−74 %', value: -0.74 },
    odd: null,
  };
  expect(evidenceOf(facts)).toEqual({
    comparisons: [
      { name: 'Provider', from: 'cpu-atelier', to: 'cpu-studio' },
      { name: 'Unit cost', from: '$0.0041', to: '$0.0010' },
    ],
    others: [{ name: 'Cost change', text: '−74 %' }],
  });
});

it('keeps a side whose other is unknown', () => {
  expect(evidenceOf({ fromWorkflow: 'duotone-fine' })).toEqual({
    comparisons: [],
    others: [{ name: 'From workflow', text: 'duotone-fine' }],
  });
});

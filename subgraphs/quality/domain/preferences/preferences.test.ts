import type { QualityVector } from '@effect-studio/schema/media/quality-vector';
import { expect, it } from 'vitest';
import { type Decision, preferencesOf } from './preferences.ts';

const vector = (fidelity: number): QualityVector => ({
  ...{ fidelity, artifacts: 0.5, styleAdherence: 0.5, temporalConsistency: 0.5 },
});
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const reviewed = (
  kind: 'APPROVED' | 'REJECTED',
  minute: number,
  fidelity: number,
  effectTypeId = 'noir',
): Decision => ({
  ...{ id: `${kind}-${minute}`, kind, effectTypeId, decidedAt: at(minute), vector: vector(fidelity) },
});

it('takes a rejection for a preference of what was approved of the same effect just before and after', () => {
  const decisions = [
    reviewed('APPROVED', 9, 0.95),
    reviewed('APPROVED', 1, 0.6),
    reviewed('APPROVED', 2, 0.7),
    reviewed('APPROVED', 3, 0.8, 'neon'),
    reviewed('REJECTED', 4, 0.4),
    reviewed('APPROVED', 6, 0.9),
  ];
  expect(preferencesOf(decisions)).toEqual([
    { decisionId: 'REJECTED-4', effectTypeId: 'noir', preferred: vector(0.7), other: vector(0.4) },
    { decisionId: 'REJECTED-4', effectTypeId: 'noir', preferred: vector(0.9), other: vector(0.4) },
  ]);
});

it('takes a choice for a preference over each candidate that was left', () => {
  const chosen: Decision = {
    ...{ id: 'c', kind: 'CHOSEN', effectTypeId: 'noir', decidedAt: at(1), vector: vector(0.5) },
    others: [vector(0.9), vector(0.8)],
  };
  expect(preferencesOf([chosen])).toEqual([
    { decisionId: 'c', effectTypeId: 'noir', preferred: vector(0.5), other: vector(0.9) },
    { decisionId: 'c', effectTypeId: 'noir', preferred: vector(0.5), other: vector(0.8) },
  ]);
});

it('hears nothing from approvals alone, nor from a rejection that nothing can be compared with', () => {
  expect(preferencesOf([reviewed('APPROVED', 1, 0.9), reviewed('REJECTED', 2, 0.1, 'neon')])).toEqual([]);
});

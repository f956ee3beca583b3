import { expect, it } from 'vitest';
import { type PolicyDraft, policyInputOf, speedPercent } from './policy-draft.ts';

const BEFORE: PolicyDraft = {
  kind: 'EPSILON_GREEDY',
  explorationPercent: 5,
  floorPercent: 2,
  qualityFloorPercent: 55,
  qualityPercent: 60,
  costPercent: 25,
  marginTolerancePercent: 2,
};

it('asks for nothing when nothing differs', () => {
  expect(policyInputOf(BEFORE, { ...BEFORE })).toEqual({});
});

it('gives the three weights together, so that they add up to 1', () => {
  const draft = { ...BEFORE, explorationPercent: 7.5, costPercent: 15 };
  expect(speedPercent(draft)).toBe(25);
  expect(policyInputOf(BEFORE, draft)).toEqual({
    explorationShare: 0.075,
    qualityWeight: 0.6,
    costWeight: 0.15,
    speedWeight: 0.25,
  });
});

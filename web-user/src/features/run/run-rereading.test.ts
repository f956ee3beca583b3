import { describe, expect, it } from 'vitest';
import { isChoiceLost, rereading } from './run-rereading.ts';

describe('what the feed does not tell', () => {
  it('is read again and again while versions are rendered, and not while a person decides', () => {
    expect(rereading('RUNNING').every).toBeGreaterThan(0);
    expect(rereading('AWAITING_APPROVAL')).toEqual({ every: null, after: [] });
  });

  it('is read a few times after an unhappy end, when tokens return', () => {
    expect(rereading('REJECTED').every).toBeNull();
    expect(rereading('REJECTED').after.length).toBeGreaterThan(0);
    expect(rereading('PUBLISHED').after).toEqual([]);
  });
});

it('tells that a chosen version could not be rendered, until another is chosen', () => {
  const steps = (...causes: string[]) => ({ steps: causes.map((cause) => ({ cause })) });
  expect(isChoiceLost(steps('QualityEvaluated', 'ChooseCandidate', 'TaskFailed'))).toBe(true);
  expect(isChoiceLost(steps('ChooseCandidate', 'TaskFailed', 'ChooseCandidate', 'QualityEvaluated'))).toBe(
    false,
  );
  expect(isChoiceLost(steps('QualityEvaluated'))).toBe(false);
});

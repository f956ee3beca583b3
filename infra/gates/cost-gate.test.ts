import { readFileSync } from 'node:fs';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { describe, expect, it } from 'vitest';
import { estimateOf, whyNot } from './cost-gate.ts';

describe('the cost gate', () => {
  it('lets a run begin up to $50, and above only when somebody is named who agreed', () => {
    expect(whyNot({ estimatedCostUsd: 50, approvedBy: null })).toBeNull();
    expect(whyNot({ estimatedCostUsd: 50.01, approvedBy: null })).toMatch(/\$50\.01.*approved-by/);
    expect(whyNot({ estimatedCostUsd: 80, approvedBy: '  ' })).not.toBeNull();
    expect(whyNot({ estimatedCostUsd: 80, approvedBy: 'Ada Lovelace' })).toBeNull();
  });

  it.each([
    ['Estimated cost (USD): 12.50', 12.5],
    ['- **Estimated cost (USD)**: $7', 7],
    ['| Estimated cost (USD) | 49.99 |', 49.99],
    ['Estimated cost (USD): TBD', null],
    ['nothing', null],
  ])('reads %s as %s', (plan, estimate) => {
    expect(estimateOf(plan)).toBe(estimate);
  });

  it('finds no estimate in the template: whoever plans has to write one', () => {
    const template = readFileSync(`${REPOSITORY}docs/testing/e2e/aws/templates/e2e-plan.template.md`, 'utf8');
    expect(template).toContain('Estimated cost (USD)');
    expect(estimateOf(template)).toBeNull();
  });
});

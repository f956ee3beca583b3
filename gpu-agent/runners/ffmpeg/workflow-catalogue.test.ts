import { describe, expect, it } from 'vitest';
import { plannerOf } from './planners.ts';
import { findWorkflow, WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

describe('workflow catalogue', () => {
  it('offers three workflows for each of eleven effect types', () => {
    const byEffect = Map.groupBy(WORKFLOW_CATALOGUE, (workflow) => workflow.effectTypeId);
    expect(byEffect.size).toBe(11);
    for (const [effectTypeId, workflows] of byEffect) {
      expect(workflows.map(({ variant }) => variant).sort(), effectTypeId).toEqual([
        'balanced',
        'fast',
        'fine',
      ]);
      expect(plannerOf(effectTypeId), effectTypeId).not.toBeNull();
    }
  });

  it('names every workflow once, after its effect type and variant', () => {
    for (const workflow of WORKFLOW_CATALOGUE)
      expect(workflow.id).toBe(`${workflow.effectTypeId}-${workflow.variant}`);
    expect(new Set(WORKFLOW_CATALOGUE.map((workflow) => workflow.id)).size).toBe(WORKFLOW_CATALOGUE.length);
    expect(new Set(WORKFLOW_CATALOGUE.map((workflow) => workflow.digest)).size).toBe(
      WORKFLOW_CATALOGUE.length,
    );
  });

  it('declares finer variants as costlier and less compressed', () => {
    const order = ['fast', 'balanced', 'fine'];
    for (const workflows of Map.groupBy(WORKFLOW_CATALOGUE, (workflow) => workflow.effectTypeId).values()) {
      const sorted = workflows.toSorted((x, y) => order.indexOf(x.variant) - order.indexOf(y.variant));
      for (const [i, next] of sorted.slice(1).entries()) {
        expect(next.cost.secondsPerMegapixel).toBeGreaterThan(sorted[i]!.cost.secondsPerMegapixel);
        expect(next.encode.crf).toBeLessThan(sorted[i]!.encode.crf);
      }
    }
  });

  it('finds by id and answers null for a stranger', () => {
    expect(findWorkflow('look-match-fine')?.variant).toBe('fine');
    expect(findWorkflow('look-match-perfect')).toBeNull();
  });
});

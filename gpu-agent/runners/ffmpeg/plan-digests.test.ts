import { describe, expect, it } from 'vitest';
import { planDigest, plannersDigest } from './plan-digest.ts';
import recorded from './plan-digests.json' with { type: 'json' };
import { plannerDigest } from './planner-digest.ts';
import { SAMPLE_LOOKS } from './testing/sample-looks.ts';
import { WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

const known: Record<string, { version: number; plan: string }> = recorded.workflows;

describe('a workflow in one form', () => {
  it.each(WORKFLOW_CATALOGUE.map((workflow) => [workflow.id, workflow] as const))(
    'draws the same picture as ever: %s',
    (id, workflow) => {
      const { version } = workflow;
      expect(
        { version, plan: planDigest(workflow, SAMPLE_LOOKS) },
        `The code draws another picture than version ${known[id]?.version} did. Published effects and runs that are rendered again
         count on it: raise the workflow's version, and write plan-digests.json anew with gpu-agent/build/plan-digests.ts.`,
      ).toEqual(known[id]);
    },
  );

  it.each(Object.entries(recorded.planners))(
    'is drawn by the code that is recorded with it: %s',
    (effectTypeId, { probes, digest }) => {
      expect(
        plannersDigest(effectTypeId, probes, SAMPLE_LOOKS),
        'The code draws other pictures than before: write plan-digests.json anew with gpu-agent/build/plan-digests.ts.',
      ).toBe(digest);
      expect(plannerDigest(effectTypeId)).toBe(digest);
    },
  );

  it('is recorded only while there is one', () => {
    expect(Object.keys(known).sort()).toEqual(WORKFLOW_CATALOGUE.map(({ id }) => id).sort());
    const effectTypes = new Set(WORKFLOW_CATALOGUE.map(({ effectTypeId }) => effectTypeId));
    expect(new Set(Object.keys(recorded.planners))).toEqual(effectTypes);
  });

  it('has another plan for other settings', () => {
    const [first, second] = WORKFLOW_CATALOGUE;
    const changed = { ...first!, settings: second!.settings };
    expect(planDigest(changed, SAMPLE_LOOKS)).not.toBe(planDigest(first!, SAMPLE_LOOKS));
  });
});

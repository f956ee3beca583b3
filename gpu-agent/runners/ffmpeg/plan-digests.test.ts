import { describe, expect, it } from 'vitest';
import { planDigest } from './plan-digest.ts';
import recorded from './plan-digests.json' with { type: 'json' };
import { SAMPLE_LOOKS } from './testing/sample-looks.ts';
import { WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

const known = recorded as Record<string, { version: number; plan: string }>;

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

  it('is recorded only while there is one', () => {
    expect(Object.keys(known).sort()).toEqual(WORKFLOW_CATALOGUE.map(({ id }) => id).sort());
  });

  it('has another plan for other settings', () => {
    const [first, second] = WORKFLOW_CATALOGUE;
    const changed = { ...first!, settings: second!.settings };
    expect(planDigest(changed, SAMPLE_LOOKS)).not.toBe(planDigest(first!, SAMPLE_LOOKS));
  });
});

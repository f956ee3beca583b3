import { submissionOf } from '@effect-studio/testing/submission';
import { describe, expect, it } from 'vitest';
import { revisionContent } from './revision.ts';
import { revisionChanges } from './revision-changes.ts';

const contentOf = (...args: Parameters<typeof submissionOf>) => revisionContent(submissionOf(...args));

describe('the difference of two revisions', () => {
  it('is empty between the same, however their workflows are ordered', () => {
    const { passedWorkflows } = submissionOf();
    const reversed = contentOf({ passedWorkflows: [...passedWorkflows].reverse() });
    expect(revisionChanges(contentOf(), reversed)).toEqual([]);
  });

  it('names what changed, came and went by its path', () => {
    const { promptVariant } = submissionOf();
    const after = contentOf({
      composite: 0.9,
      passedWorkflows: [{ workflowId: 'look-match-fast', workflowDigest: 'c'.repeat(64) }],
      promptVariant: { ...promptVariant, parameters: { strength: 0.5 } },
      styleDescriptor: { contrast: 0.4, saturation: 0.2, palette: ['#332211'] },
    });
    expect(revisionChanges(contentOf(), after)).toEqual([
      { path: 'composite', before: 0.82, after: 0.9 },
      { path: 'promptVariant.parameters.strength', before: 1, after: 0.5 },
      { path: 'styleDescriptor.palette', before: ['#332211', '#ddccbb'], after: ['#332211'] },
      { path: 'workflows.look-match-balanced', before: 'b'.repeat(64), after: null },
      { path: 'workflows.look-match-fast', before: null, after: 'c'.repeat(64) },
    ]);
  });
});

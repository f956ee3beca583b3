import { submissionOf } from '@effect-studio/testing/submission';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { revisionContent, sealContent } from './revision.ts';

const idOf = (...args: Parameters<typeof submissionOf>) =>
  sealContent(revisionContent(submissionOf(...args))).id;

describe('a revision id', () => {
  it('is the same for the same content, whoever ran it, on whatever footage', () => {
    expect(idOf()).toBe(idOf({ wish: 'another wish', outputKey: 'outputs/other.mp4' }));
  });

  it('does not depend on the order of keys or workflows', () => {
    const { passedWorkflows, styleDescriptor } = submissionOf();
    const reversed = Object.fromEntries(Object.entries(styleDescriptor as object).reverse());
    expect(idOf({ passedWorkflows: [...passedWorkflows].reverse(), styleDescriptor: reversed })).toBe(idOf());
  });

  it('changes with a digest, the prompt, the style or the quality', () => {
    const { promptVariant } = submissionOf();
    const changed = [
      idOf({ workflowDigest: 'f'.repeat(64) }),
      idOf({ promptVariant: { ...promptVariant, parameters: { strength: 0.5 } } }),
      idOf({ styleDescriptor: { saturation: 0.1 } }),
      idOf({ composite: 0.5 }),
    ];
    expect(new Set([idOf(), ...changed]).size).toBe(5);
  });

  it('pins the winner even when it was not listed among those that passed', () => {
    const content = revisionContent(submissionOf({ passedWorkflows: [] }));
    expect(content.workflows.map(({ workflowId }) => workflowId)).toEqual(['look-match-fine']);
  });
});

describe('canonical JSON', () => {
  it('has one spelling per value', () => {
    expect(canonicalJson({ b: [1.5, { d: null, c: 'é' }], a: -0 })).toBe(
      '{"a":0,"b":[1.5,{"c":"é","d":null}]}',
    );
  });
});

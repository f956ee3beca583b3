import { newId } from '@effect-studio/kernel/ids';
import type { Submission } from '@effect-studio/schema/events/shapes';

/** A submission as a run would make it, for tests. */
export function submissionOf(overrides: Partial<Submission> = {}): Submission {
  return {
    runId: newId(),
    ownerId: newId(),
    title: 'Old film',
    wish: 'Make it look like an old film',
    effectTypeId: 'look-match',
    providerId: 'cpu-atelier',
    workflowId: 'look-match-fine',
    workflowDigest: 'a'.repeat(64),
    passedWorkflows: [
      { workflowId: 'look-match-fine', workflowDigest: 'a'.repeat(64) },
      { workflowId: 'look-match-balanced', workflowDigest: 'b'.repeat(64) },
    ],
    candidateTaskId: newId(),
    finishTaskId: newId(),
    outputKey: `outputs/${'c'.repeat(64)}.mp4`,
    outputSha256: 'c'.repeat(64),
    exampleVideoId: newId(),
    footageVideoId: newId(),
    promptVariant: {
      variantId: 'look-match-literal',
      text: 'A faded film look.',
      parameters: { strength: 1 },
    },
    styleDescriptor: { contrast: 0.4, saturation: 0.2, palette: ['#332211', '#ddccbb'] },
    quality: { fidelity: 0.9, artifacts: 0.8, styleAdherence: 0.7, temporalConsistency: 0.95 },
    composite: 0.82,
    consentPublicPreview: false,
    ...overrides,
  };
}

import {
  digestOfPublished,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  type PublishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';
import type { TestStudio } from '@effect-studio/testing/test-studio';

type PublishedEntry = PublishedManifest['entries'][number];

/** An eligible workflow of look-match as economics publishes it. */
export function publishedEntry(
  workflowId: string,
  rank: number,
  fields: Partial<PublishedEntry> = {},
): PublishedEntry {
  return {
    effectTypeId: 'look-match',
    workflowId,
    providerId: 'cpu-swift',
    rank,
    weight: 0.5,
    state: 'ELIGIBLE',
    isBarred: false,
    reason: '',
    shadowLegsPerCycle: 0,
    expectedCostNanoUsd: '41667',
    expectedMargin: null,
    marginLowerBound: null,
    expectedQuality: null,
    qualityLowerBound: null,
    expectedDurationMs: null,
    durationUpperBoundMs: null,
    successShare: null,
    successLowerBound: null,
    sampleCount: 0,
    ...fields,
  };
}

/** Signs a manifest of now, as economics would. */
export function signedManifest(studio: TestStudio, fields: Partial<PublishedManifest>): PublishedManifest {
  const now = studio.clock.now().toISOString();
  const content = {
    version: 1,
    generatedAt: now,
    policies: [],
    entries: [],
    trials: [],
    isExplorationStopped: false,
    ...fields,
  };
  const checked = {
    digest: digestOfPublished(content),
    checkedAt: fields.checkedAt ?? now,
    explorationLeftNanoUsd: fields.explorationLeftNanoUsd ?? null,
  };
  const { signatures } = studio.call('orchestrator');
  return { ...content, ...checked, signature: signatures.sign(MANIFEST_PURPOSE, signedText(checked)) };
}

/** Puts a signed manifest where the orchestrator reads it. */
export async function putManifest(studio: TestStudio, fields: Partial<PublishedManifest>): Promise<void> {
  const { redis } = studio.call('orchestrator');
  await redis.set(MANIFEST_KEY, JSON.stringify(signedManifest(studio, fields)));
}

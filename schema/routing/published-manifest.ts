import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nanoUsd, share } from '../events/shapes.ts';

/** Where economics puts the current routing manifest as JSON. */
export const MANIFEST_KEY = '{studio}:manifest';
/** Where its version is called out when it was put there. */
export const MANIFEST_CHANNEL = '{studio}:manifest:changed';
/** What its signature is for; see `kernel/signatures`. */
export const MANIFEST_PURPOSE = 'routing-manifest';

const finiteOrNull = z.number().nullable();

/** One workflow's place. Bounds are one-sided at 90 %; what was not measured is null. */
const entry = z.object({
  effectTypeId: z.string(),
  workflowId: z.string(),
  providerId: z.string(),
  /** 1 is to be tried first. */
  rank: z.int().positive(),
  /** Share of the effect's traffic; 0 unless ELIGIBLE. */
  weight: share,
  /** ELIGIBLE gets traffic; SHADOW is measured unseen; PROBING failed and is tried unseen; BARRED gets nothing. */
  state: z.enum(['ELIGIBLE', 'SHADOW', 'PROBING', 'BARRED']),
  isBarred: z.boolean(),
  reason: z.string(),
  /** Legs per 15 minutes that people never see. */
  shadowLegsPerCycle: z.int().nonnegative(),
  /** Marginal cost of a typical leg. */
  expectedCostNanoUsd: nanoUsd.nullable(),
  expectedMargin: finiteOrNull,
  marginLowerBound: finiteOrNull,
  expectedQuality: finiteOrNull,
  qualityLowerBound: finiteOrNull,
  expectedDurationMs: finiteOrNull,
  durationUpperBoundMs: finiteOrNull,
  successShare: finiteOrNull,
  successLowerBound: finiteOrNull,
  sampleCount: z.int().nonnegative(),
});

const effectPolicy = z.object({
  effectTypeId: z.string(),
  policyVersion: z.int().nonnegative(),
  kind: z.enum(['EPSILON_GREEDY', 'THOMPSON']),
  explorationShare: share,
});

/** Two workflows that get the same inputs, in a share of the effect's runs. */
const trial = z.object({
  trialId: z.uuid(),
  effectTypeId: z.string(),
  workflowA: z.string(),
  workflowB: z.string(),
  mode: z.enum(['CANDIDATE', 'SHADOW']),
  share,
});

/** The manifest as it lies under {@link MANIFEST_KEY}. */
export const publishedManifest = z.object({
  version: z.int().positive(),
  generatedAt: z.iso.datetime(),
  policies: z.array(effectPolicy),
  entries: z.array(entry),
  trials: z.array(trial),
  /** The exploration wallet is empty: no exploration, no shadow legs, no probes, no trials. */
  isExplorationStopped: z.boolean(),
  /** Of everything above, see {@link digestOfPublished}. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** When economics last found it to be still right. */
  checkedAt: z.iso.datetime(),
  /** What exploration may still spend; null: no limit is set. */
  explorationLeftNanoUsd: nanoUsd.nullable(),
  /** Ed25519 of {@link signedText}, base64url. */
  signature: z.string().min(1),
});
export type PublishedManifest = z.infer<typeof publishedManifest>;

/** JSON with keys in one order, so that equal values have equal bytes (in the spirit of RFC 8785). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

export const digestOfJson = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');

/** SHA-256 over number, time and content in canonical JSON. */
export function digestOfPublished(
  manifest: Pick<
    PublishedManifest,
    'version' | 'generatedAt' | 'policies' | 'entries' | 'trials' | 'isExplorationStopped'
  >,
): string {
  const { version, generatedAt, policies, entries, trials, isExplorationStopped } = manifest;
  return digestOfJson({ version, generatedAt, policies, entries, trials, isExplorationStopped });
}

/** What is signed: which manifest, that it was right at a moment, and what exploration may spend. */
export const signedText = (
  published: Pick<PublishedManifest, 'digest' | 'checkedAt' | 'explorationLeftNanoUsd'>,
): string =>
  [published.digest, published.checkedAt, published.explorationLeftNanoUsd ?? 'no limit'].join('\n');

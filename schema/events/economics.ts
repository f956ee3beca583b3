import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, nanoUsd, parameters, share, tokens } from './shapes.ts';

const run = { runId: id, ownerId: id };

/** Tokens of the owner are set aside for a run. Aggregate: the run. */
export const TokensReserved = defineEvent('economics', 'TokensReserved', {
  ...run,
  reservationId: id,
  amountTokens: tokens,
});

export const ReservationRefused = defineEvent('economics', 'ReservationRefused', {
  ...run,
  missingTokens: tokens,
  reason: z.string(),
});

/** The run was charged, once; the rest of the reservation went back. */
export const TokensConsumed = defineEvent('economics', 'TokensConsumed', {
  ...run,
  reservationId: id,
  amountTokens: tokens,
  releasedTokens: tokens,
  revenueNanoUsd: nanoUsd,
});

/** Tokens went back to the owner: a released reservation or a refund after the charge. */
export const TokensRefunded = defineEvent('economics', 'TokensRefunded', {
  ...run,
  amountTokens: tokens,
  kind: z.enum(['released', 'refunded']),
  reason: z.string(),
});

/** A new routing manifest is the current one. Aggregate: `manifest`. */
export const RoutingManifestPublished = defineEvent('economics', 'RoutingManifestPublished', {
  version: z.int().positive(),
  digest: z.string(),
  generatedAt: z.iso.datetime(),
});

/** Something costs more than it should, or has no price. Aggregate: the subject. */
export const EconomicAlert = defineEvent('economics', 'EconomicAlert', {
  kind: z.enum(['UNPRICED', 'NEGATIVE_MARGIN', 'LEDGER_MISMATCH']),
  subject: z.string(),
  humanReadableCause: z.string(),
  suggestedAction: z.string(),
});

/** What economics may recommend. */
export const recommendationKind = z.enum([
  'PROVIDER_SWITCH',
  'PRICE_ADJUSTMENT',
  'FLEET_OPTIMIZATION',
  'WORKFLOW_TUNING',
]);

/** A change would pay, as far as what really ran can tell. Aggregate: the recommendation. */
export const RecommendationProposed = defineEvent('economics', 'RecommendationProposed', {
  recommendationId: id,
  kind: recommendationKind,
  title: z.string().min(1),
  summary: z.string().min(1),
  instructions: z.array(z.string()),
  /** Null where it concerns no single effect type. */
  effectTypeId: z.string().nullable(),
  /** P(Δprofit > 0 and Δquality ≥ −δ). */
  confidence: share,
  sampleCount: z.int().nonnegative(),
  monthlyImpactNanoUsd: nanoUsd,
  monthlyImpactLowerNanoUsd: nanoUsd,
  monthlyImpactUpperNanoUsd: nanoUsd,
  /** Share that the interval holds, such as 0.8. */
  intervalLevel: share,
  /** Change of composite quality; null where quality is not touched. */
  qualityChange: z.number().min(-1).max(1).nullable(),
  isAutoApplicable: z.boolean(),
  /** False: it was allowed to apply itself, and nobody is asked. */
  needsApproval: z.boolean(),
});

/** Providers are to be compared on a known input, in a run that ends COMPLETED and costs nobody tokens. Aggregate: the run. */
export const BenchmarkRequested = defineEvent('economics', 'BenchmarkRequested', {
  runId: id,
  roundId: id,
  caseId: z.string(),
  caseVersion: z.int().positive(),
  effectTypeId: z.string(),
  exampleVideoId: id,
  footageVideoId: id,
  wish: z.string().max(500),
  /** The same prompt for every provider. */
  variant: z.object({ variantId: id, text: z.string(), parameters }),
  rateCardVersion: z.int().positive(),
});

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

/** Something is not as it should be. Aggregate: the alert that was detected, or the subject where there is no episode. */
export const EconomicAlert = defineEvent('economics', 'EconomicAlert', {
  kind: z.enum([
    'UNPRICED',
    'NEGATIVE_MARGIN',
    'LEDGER_MISMATCH',
    // Detected in the series of providers, workflows, fleets and wallets, and in the action log.
    'LATENCY',
    'ERRORS',
    'COST',
    'QUEUE',
    'THROTTLING',
    'STARTUP',
    'UTILISATION',
    'BALANCE',
    'LOG_ANOMALY',
  ]),
  subject: z.string(),
  humanReadableCause: z.string(),
  suggestedAction: z.string(),
  /** The rest is there where something was detected, which has a beginning and an end. */
  alertId: id.optional(),
  phase: z.enum(['OPENED', 'UPDATED', 'CLOSED']).optional(),
  severity: z.enum(['WARNING', 'CRITICAL']).optional(),
  subjectKind: z.enum(['PROVIDER', 'WORKFLOW', 'FLEET', 'OWNER', 'LOG']).optional(),
  detector: z.enum(['CUSUM', 'MAD', 'HOLT_WINTERS', 'THRESHOLD', 'ISOLATION_FOREST']).optional(),
});

const bottleneckClass = z.enum([
  'PROVIDER_API_THROTTLING',
  'TOKEN_DEPLETION_RISK',
  'COLD_START_PENALTY',
  'GPU_SATURATION',
  'PROVIDER_LATENCY_DEGRADATION',
  'WORKFLOW_INEFFICIENCY',
  'UNKNOWN',
]);

/** The tree says what is in the way, or that it is no more. Aggregate: the bottleneck. */
export const BottleneckClassified = defineEvent('economics', 'BottleneckClassified', {
  bottleneckId: id,
  phase: z.enum(['OPENED', 'CLOSED']),
  bottleneckClass,
  subjectKind: z.enum(['PROVIDER', 'WORKFLOW', 'FLEET', 'OWNER']),
  subject: z.string(),
  /** Attempts of the last hour that it concerned. */
  affectedAttempts: z.int().nonnegative(),
  /** Page below `docs/runbooks/`. */
  runbook: z.string(),
  suggestedAction: z.string(),
});

/** The engine moved weight away from a provider by itself, for a time. Aggregate: the action. */
export const ActionApplied = defineEvent('economics', 'ActionApplied', {
  actionId: id,
  bottleneckId: id,
  bottleneckClass,
  kind: z.literal('WEIGHT_SHIFT'),
  providerId: z.string(),
  /** Of the weight that the provider would have. */
  share,
  expiresAt: z.iso.datetime(),
});

/** An action was undone: by itself, by an admin, or because its time was over. Aggregate: the action. */
export const ActionReverted = defineEvent('economics', 'ActionReverted', {
  actionId: id,
  bottleneckId: id,
  kind: z.literal('WEIGHT_SHIFT'),
  providerId: z.string(),
  restoredShare: share,
  why: z.enum(['GUARD_WORSENED', 'NOT_CONFIRMED', 'BY_HAND', 'EXPIRED']),
  reason: z.string(),
});

/** The engine made a fleet larger by itself, for a time. Aggregate: the action. */
export const FleetActionApplied = defineEvent('economics', 'FleetActionApplied', {
  actionId: id,
  bottleneckId: id,
  bottleneckClass,
  fleet: z.string(),
  /** Agents to be added; negative: to be taken away. */
  delta: z.int(),
  expiresAt: z.iso.datetime(),
});

/** A fleet's action is over. Aggregate: the action. */
export const FleetActionReverted = defineEvent('economics', 'FleetActionReverted', {
  actionId: id,
  bottleneckId: id,
  fleet: z.string(),
  /** What is taken back. */
  delta: z.int(),
  why: z.enum(['BY_HAND', 'EXPIRED']),
  reason: z.string(),
});

/** A person's tokens will not last long at their pace. Aggregate: the person; once per episode. */
export const TokensRunningLow = defineEvent('economics', 'TokensRunningLow', {
  bottleneckId: id,
  ownerId: id,
  availableTokens: z.int().nonnegative(),
  /** How long they last at the pace of the last day. */
  hoursLeft: z.number().nonnegative(),
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

/**
 * A recommendation that nobody decided is taken back: newer evidence no longer speaks for it, the price that it is about has
 * changed, or it is too old. Aggregate: the recommendation.
 */
export const RecommendationWithdrawn = defineEvent('economics', 'RecommendationWithdrawn', {
  recommendationId: id,
  reason: z.enum(['EVIDENCE_CHANGED', 'PRICE_CHANGED', 'EXPIRED']),
  humanReadableCause: z.string().min(1),
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

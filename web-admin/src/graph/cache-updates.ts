import type { Cache, KeyingConfig, UpdatesConfig } from '@urql/exchange-graphcache';

/** The HUD is one per window, a flag one per key, a fleet one per name, quality weights one per version, a manifest one per digest. */
export const cacheKeys: KeyingConfig = {
  Fleet: ({ name }) => (typeof name === 'string' ? name : null),
  MarginHud: ({ window }) => (typeof window === 'string' ? window : null),
  FeatureFlag: ({ key }) => (typeof key === 'string' ? key : null),
  QualityWeights: ({ version }) => (typeof version === 'number' ? String(version) : null),
  RoutingManifest: ({ digest }) => (typeof digest === 'string' ? digest : null),
};

/** Makes every read of these lists old; pages that show one read it again, and keep what they show meanwhile. */
function forget(cache: Cache, ...fields: string[]): void {
  for (const known of cache.inspectFields('Query')) {
    if (fields.includes(known.fieldName))
      cache.invalidate('Query', known.fieldName, known.arguments ?? undefined);
  }
}

const REVIEWS = ['reviews', 'reviewQueue', 'recommendations'];
const ROUTING = [
  'routingManifest',
  'routingManifests',
  'routingOverrides',
  'routingStatus',
  'routingPolicy',
  'routingPolicyHistory',
];

/**
 * Lists that a change reaches. Entities change by their key alone; who is in a list is the server's to say, so that
 * orders, filters and pages stay true.
 */
export const cacheUpdates: UpdatesConfig = {
  Mutation: {
    decideReview: (_result, _args, cache) => forget(cache, ...REVIEWS, ...ROUTING, 'rateCard', 'rateCards'),
    snoozeReview: (_result, _args, cache) => forget(cache, ...REVIEWS),
    markRecommendationApplied: (_result, _args, cache) => forget(cache, ...REVIEWS),
    unpublishEffect: (_result, _args, cache) => forget(cache, 'managedEffects', 'managedEffect'),
    republishEffect: (_result, _args, cache) => forget(cache, 'managedEffects', 'managedEffect'),
    decideEffectReport: (_result, _args, cache) =>
      forget(cache, 'effectReports', 'managedEffects', 'managedEffect'),
    editEffectListing: (_result, _args, cache) =>
      forget(cache, 'managedEffects', 'managedEffect', 'managedCategories'),
    saveGalleryCategory: (_result, _args, cache) => forget(cache, 'managedCategories'),
    rollBackEffect: (_result, _args, cache) => forget(cache, 'managedEffects', 'managedEffect'),
    createWorkflowDraft: (_result, _args, cache) => forget(cache, 'workflowDrafts'),
    discardWorkflowDraft: (_result, _args, cache) => forget(cache, 'workflowDrafts', 'workflowDraft'),
    submitWorkflowDraft: (_result, _args, cache) =>
      forget(cache, 'workflowDrafts', 'workflowDraft', ...REVIEWS),
    pinWorkflowRevision: (_result, _args, cache) => forget(cache, 'workflow', 'providers'),
    overrideRouting: (_result, _args, cache) => forget(cache, ...ROUTING),
    liftRoutingOverride: (_result, _args, cache) => forget(cache, ...ROUTING),
    applyManifest: (_result, _args, cache) => forget(cache, ...ROUTING),
    rollbackManifest: (_result, _args, cache) => forget(cache, ...ROUTING),
    updateRoutingPolicy: (_result, _args, cache) => forget(cache, ...ROUTING),
    setProviderPaused: (_result, _args, cache) => forget(cache, ...ROUTING),
    startRoutingTrial: (_result, _args, cache) => forget(cache, 'routingTrials', ...ROUTING),
    stopRoutingTrial: (_result, _args, cache) => forget(cache, 'routingTrials', ...ROUTING),
    setExplorationBudget: (_result, _args, cache) => forget(cache, 'explorationWallet'),
    publishRateCard: (_result, _args, cache) => forget(cache, 'rateCard', 'rateCards'),
    startBenchmark: (_result, _args, cache) => forget(cache, 'benchmarkRounds'),
    replayDeadLetter: (_result, _args, cache) => forget(cache, 'deadLetters'),
    quarantineDeadLetter: (_result, _args, cache) => forget(cache, 'deadLetters'),
    discardDeadLetter: (_result, _args, cache) => forget(cache, 'deadLetters'),
    retryDelivery: (_result, _args, cache) => forget(cache, 'undeliveredNotices'),
    recordInvoice: (_result, _args, cache) => forget(cache, 'costAccounts'),
    applyQualityWeights: (_result, _args, cache) => forget(cache, 'qualityWeights'),
    revertAction: (_result, _args, cache) => forget(cache, 'bottlenecks'),
    applyFleetDocument: (_result, _args, cache) =>
      forget(cache, 'fleetDocument', 'fleetDocumentHistory', 'fleets', 'planFleetDocument'),
    declareProvider: (_result, _args, cache) => forget(cache, 'providers', 'effectTypes', ...ROUTING),
    editProvider: (_result, _args, cache) => forget(cache, 'provider'),
    setFleetSize: (_result, _args, cache) => forget(cache, 'fleetEvents'),
    setAdmin: (_result, _args, cache) => forget(cache, 'people'),
    setMaker: (_result, _args, cache) => forget(cache, 'people'),
    issueEnrolmentToken: (_result, _args, cache) => forget(cache, 'machines'),
    revokeSession: (_result, _args, cache) => forget(cache, 'sessions'),
  },
  Subscription: {
    reviewQueueChanged: (_result, _args, cache) => forget(cache, ...REVIEWS),
    bottleneckUpdates: (_result, _args, cache) => forget(cache, 'bottlenecks'),
    economicAlerts: (_result, _args, cache) => forget(cache, 'alerts'),
  },
};

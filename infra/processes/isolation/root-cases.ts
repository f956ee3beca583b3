import type { AnnasThings } from './annas-things.ts';

/** Ids that stand for nothing, one for each of Anna's. */
export type Things = AnnasThings['ids'];

/** A root field that is given ids: whose they are, and who may do it with them. */
export interface RootCase {
  args(ids: Things): Record<string, unknown>;
  /** Who gets an answer; the test asks as them too, so that it cannot pass by asking wrongly. Default: Anna. */
  asWho?: 'anna' | 'admin' | 'agent';
  /** The positive control is left out, with the reason. */
  uncontrolled?: string;
}

const input = (values: Record<string, unknown>) => ({ input: { ...values } });

/** Root fields that name something of somebody's. */
export const BY_ID: Readonly<Record<string, RootCase>> = {
  video: { args: ({ videoId }) => ({ id: videoId }) },
  upload: { args: ({ uploadId }) => ({ id: uploadId }) },
  analysis: { args: ({ analysisId }) => ({ id: analysisId }) },
  run: { args: ({ runId }) => ({ id: runId }) },
  task: { args: ({ taskId }) => ({ id: taskId }) },
  evaluation: { args: ({ evaluationId }) => ({ id: evaluationId }) },
  reviewItem: { args: ({ reviewItemId }) => ({ id: reviewItemId }), asWho: 'admin' },
  recommendation: { args: ({ recommendationId }) => ({ id: recommendationId }), asWho: 'admin' },
  benchmarkRound: { args: ({ benchmarkRoundId }) => ({ id: benchmarkRoundId }), asWho: 'admin' },
  alert: { args: ({ alertId }) => ({ id: alertId }), asWho: 'admin' },
  bottleneck: { args: ({ bottleneckId }) => ({ id: bottleneckId }), asWho: 'admin' },
  routingTrial: { args: ({ trialId }) => ({ id: trialId }), asWho: 'admin' },
  trace: { args: ({ correlationId }) => ({ correlationId }), asWho: 'admin' },
  traceTimeline: { args: ({ correlationId }) => ({ correlationId }), asWho: 'admin' },

  signUploadParts: { args: ({ uploadId }) => input({ uploadId, partNumbers: [1] }) },
  completeUpload: { args: ({ uploadId, key }) => input({ uploadId, parts: [], idempotencyKey: key }) },
  abortUpload: { args: ({ uploadId, key }) => input({ uploadId, idempotencyKey: key }) },
  eraseClip: {
    args: ({ videoId, key }) => input({ videoId, idempotencyKey: key }),
    uncontrolled: 'it would erase the clip',
  },
  submitRun: {
    args: ({ videoId, key }) =>
      input({ exampleVideoId: videoId, footageVideoId: videoId, wish: 'mine', idempotencyKey: key }),
    uncontrolled: 'it would start a second run',
  },
  runEffect: {
    args: ({ videoId, key }) => input({ effectId: key, footageVideoId: videoId, idempotencyKey: key }),
    uncontrolled: 'it would need a published effect, and anybody may run one',
  },
  cancelRun: {
    args: ({ runId, key }) => input({ runId, idempotencyKey: key }),
    uncontrolled: 'it would end the run',
  },
  chooseCandidate: {
    args: ({ runId, taskId, key }) => input({ runId, taskId, idempotencyKey: key }),
    uncontrolled: 'it would have another candidate rendered',
  },
  settleTestPayment: {
    args: ({ topUpOrderId, key }) => input({ orderId: topUpOrderId, isPaid: true, idempotencyKey: key }),
    uncontrolled: 'it would pay for the order',
  },
  rerenderCandidate: {
    args: ({ runId, taskId, key }) => input({ runId, taskId, likeness: 'LESS', idempotencyKey: key }),
    uncontrolled: 'it would start another run',
  },
  quoteRerender: {
    args: ({ runId, taskId }) => ({ runId, taskId }),
    uncontrolled: 'her run has no finished candidate of an effect that is made',
  },
  markNotificationRead: { args: ({ notificationId, key }) => input({ notificationId, idempotencyKey: key }) },
  revokeSession: {
    args: ({ sessionId, key }) => input({ sessionId, idempotencyKey: key }),
    uncontrolled: 'it would end the session',
  },
  decideReview: {
    args: ({ reviewItemId, key }) => input({ reviewItemId, isApproved: true, idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would publish the result',
  },
  claimReview: {
    args: ({ reviewItemId, key }) => input({ reviewItemId, idempotencyKey: key }),
    asWho: 'admin',
  },
  releaseReview: {
    args: ({ reviewItemId, key }) => input({ reviewItemId, idempotencyKey: key }),
    asWho: 'admin',
  },
  snoozeReview: {
    args: ({ recommendationReviewId, key }) =>
      input({
        reviewItemId: recommendationReviewId,
        until: new Date(Date.now() + 3_600_000).toISOString(),
        idempotencyKey: key,
      }),
    asWho: 'admin',
    uncontrolled: 'it would be put off',
  },
  markRecommendationApplied: {
    args: ({ recommendationId, key }) => input({ recommendationId, idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would be measured later',
  },
  revertAction: {
    args: ({ actionId, key }) => input({ actionId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would give the weight back',
  },
  stopRoutingTrial: {
    args: ({ trialId, key }) => input({ trialId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would end the trial',
  },
  editEffectListing: {
    args: ({ effectId, key }) =>
      input({ effectId, title: 'Mine', description: '', categoryId: 'other', tags: [], idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would change how her effect is listed',
  },
  myEffectReport: { args: ({ effectId }) => ({ effectId }) },
  decideEffectReport: {
    args: ({ effectReportId, key }) =>
      input({ reportId: effectReportId, isUpheld: false, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would be decided',
  },
  managedEffect: { args: ({ effectId }) => ({ id: effectId }), asWho: 'admin' },
  rollBackEffect: {
    args: ({ effectId, key }) =>
      input({ effectId, revisionId: 'a'.repeat(64), reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'her effect has one revision, which is in force',
  },
  unpublishEffect: {
    args: ({ effectId, key }) => input({ effectId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would take the effect out',
  },
  republishEffect: {
    args: ({ effectId, key }) => input({ effectId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'her effect was not taken out',
  },
  withdrawEffect: {
    args: ({ effectId, key }) => input({ effectId, idempotencyKey: key }),
    uncontrolled: 'it would take the effect out',
  },
  showEffectAgain: {
    args: ({ effectId, key }) => input({ effectId, idempotencyKey: key }),
    uncontrolled: 'her effect was not withdrawn',
  },
  topUpWallet: {
    args: ({ userId, key }) => input({ userId, amountTokens: 5, reason: 'a gift', idempotencyKey: key }),
    asWho: 'admin',
  },
  setSpendingLimit: {
    args: ({ userId, key }) => input({ userId, period: 'DAY', limitTokens: 1_000, idempotencyKey: key }),
    asWho: 'admin',
  },
  revokeMachine: {
    args: ({ machineId, key }) => input({ clientId: machineId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would end the machine',
  },
  rotateMachineKey: {
    args: ({ machineId, key }) => input({ clientId: machineId, idempotencyKey: key }),
    asWho: 'admin',
  },
  editPartner: {
    args: ({ machineId, key }) =>
      input({ clientId: machineId, scopes: ['media'], quotaPerDay: 5, idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'her machine is an agent, which has no such grant',
  },
  workflowDraft: { args: ({ draftId }) => ({ id: draftId }) },
  // A version that never was: she is told of hers, and nothing is saved.
  saveWorkflowDraft: {
    args: ({ draftId, key }) => input({ draftId, version: 0, definition: {}, idempotencyKey: key }),
  },
  discardWorkflowDraft: {
    args: ({ draftId, key }) => input({ draftId, idempotencyKey: key }),
    uncontrolled: 'it would give the draft up',
  },
  submitWorkflowDraft: {
    args: ({ draftId, key }) => input({ draftId, version: 0, note: 'because', idempotencyKey: key }),
  },
  tryWorkflowDraft: {
    args: ({ draftId, key }) => input({ draftId, idempotencyKey: key }),
    uncontrolled: 'it would have a machine render it',
  },
  setMaker: {
    args: ({ userId, key }) => input({ userId, isMaker: true, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
  },
  setAdmin: {
    args: ({ userId, key }) => input({ userId, isAdmin: false, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
  },
  issueEnrolmentToken: {
    args: ({ userId, key }) => input({ name: 'rig', ownerId: userId, idempotencyKey: key }),
    asWho: 'admin',
  },
  leaseTasks: { args: ({ agentId }) => input({ agentId, limit: 1, waitMs: 0 }), asWho: 'agent' },
  renewLease: { args: ({ leaseId }) => input({ leaseId, progress: 0.5, sequence: 9 }), asWho: 'agent' },
  completeTask: {
    args: ({ leaseId, key }) =>
      input({ leaseId, sha256: 'a'.repeat(64), sizeBytes: 1, busyMs: 1, idempotencyKey: key }),
    asWho: 'agent',
  },
  failTask: {
    args: ({ leaseId, key }) =>
      input({ leaseId, failureClass: 'CANCELLED', cause: 'no', busyMs: 1, idempotencyKey: key }),
    asWho: 'agent',
    uncontrolled: 'it would hand the task back',
  },
  agent: { args: ({ agentId }) => ({ id: agentId }), asWho: 'admin' },
  reportPresence: { args: ({ agentId }) => input({ agentId, freeCapacity: 1 }), asWho: 'agent' },
  cordonAgent: {
    args: ({ agentId, key }) => input({ agentId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would take the agent out of work',
  },
  uncordonAgent: { args: ({ agentId, key }) => input({ agentId, idempotencyKey: key }), asWho: 'admin' },
  releaseAgent: {
    args: ({ agentId, key }) => input({ agentId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
  },
  retryTask: {
    args: ({ taskId, key }) => input({ taskId, idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'the task was not given up',
  },
  drainAgent: {
    args: ({ agentId, key }) => input({ agentId, idempotencyKey: key }),
    asWho: 'agent',
    uncontrolled: 'it would end the agent',
  },
  removePushDevice: {
    args: ({ pushDeviceId, key }) => input({ deviceId: pushDeviceId, idempotencyKey: key }),
    uncontrolled: 'she would get no more pushes',
  },
  retryDelivery: {
    args: ({ deliveryId, key }) => input({ deliveryId, idempotencyKey: key }),
    asWho: 'admin',
  },
  replayDeadLetter: {
    args: ({ deadLetterId, key }) => input({ deadLetterId, idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would be decided',
  },
  quarantineDeadLetter: {
    args: ({ deadLetterId, key }) => input({ deadLetterId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would be decided',
  },
  erasePerson: {
    args: ({ userId, key }) => input({ userId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'she would be forgotten',
  },
  discardDeadLetter: {
    args: ({ deadLetterId, key }) => input({ deadLetterId, reason: 'because', idempotencyKey: key }),
    asWho: 'admin',
    uncontrolled: 'it would be decided',
  },
  runProgress: { args: ({ runId }) => ({ id: runId, after: '0' }) },
  analysisProgress: { args: ({ videoId }) => ({ videoId }) },
  videoChanged: { args: ({ videoId }) => ({ id: videoId, after: '0' }) },
};

const DAY_MS = 86_400_000;
/** The studio under test begins with this moment. */
const START_MS = Date.UTC(2026, 0, 1);
const daysAround = (from: number, to: number) => ({
  from: new Date(START_MS + from * DAY_MS).toISOString(),
  to: new Date(START_MS + to * DAY_MS).toISOString(),
});
/** The cursor of the action log that lies before everything. */
const BEGINNING_OF_LOG = Buffer.from(`0.${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`).toString(
  'base64url',
);
const AROUND_NOW = daysAround(-2, 2);
const BEFORE = daysAround(-6, -2);

/**
 * Root fields without ids, by the arguments that they are asked with. Whatever Anna and her machine do, others see
 * the same there as before she came.
 */
export const WITHOUT_ID: Readonly<Record<string, Record<string, unknown>>> = {
  videos: {},
  clipQuota: {},
  runs: {},
  notifications: {},
  notificationSettings: {},
  undeliveredNotices: {},
  reviewQueue: { status: 'APPROVED' },
  reviews: { status: 'WAITING' },
  recommendations: {},
  benchmarkRounds: {},
  alerts: {},
  watchedSeries: {},
  detectionSeries: {
    input: {
      subjectKind: 'PROVIDER',
      subjectId: 'cpu-swift',
      signal: 'LATENCY',
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
    },
  },
  bottlenecks: {},
  managedEffects: {},
  effectReports: { status: 'OPEN' },
  wallet: {},
  topUpOrders: {},
  quoteRun: {},
  marginHud: { window: 'HOUR', budgetContext: 'USER_RUN' },
  marginHistory: { span: AROUND_NOW, step: 'HOUR' },
  marginBreakdown: { span: AROUND_NOW, by: 'CELL' },
  marginWhy: { earlier: BEFORE, later: AROUND_NOW, basis: 'LOADED' },
  cellRuns: { span: AROUND_NOW, first: 100 },
  providerMatrix: { span: AROUND_NOW },
  simulatePrice: { effectTypeId: 'look-match', targetMargin: 0.5, span: AROUND_NOW, basis: 'LOADED' },
  routingDecisions: { first: 100 },
  routingTrials: { first: 100 },
  simulatePolicy: { draft: { effectTypeId: 'look-match', policy: {}, days: 28 } },
  explorationBurn: { span: AROUND_NOW, step: 'HOUR' },
  ledgerLines: { first: 100 },
  reconcileLedger: {},
  explorationWallet: {},
  costAccounts: { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
  me: {},
  sessions: {},
  people: { first: 100, isAdminOnly: false },
  machines: {},
  myDataExports: {},
  actionLog: { first: 100 },
  actionLogEntries: { first: 100 },
  // What somebody tried in vain stands in the trail of their own tenant.
  auditTrail: { first: 100, filter: { outcomes: ['CHANGED', 'DONE'] } },
  featureFlags: {},
  judges: {},
  deadLetters: { state: 'QUARANTINED' },
  agents: {},
  eligibleAgents: { workflowId: 'look-match-fast' },
  givenUpTasks: { first: 100 },
  workflowDrafts: {},
  mySubmittedRevisions: {},
};

/** Root fields that are the same for everybody or that only the platform may use, each with the reason. */
export const SHARED: ReadonlyMap<string, string> = new Map([
  ['houseClips', "the studio's own clips"],
  ['providers', 'the catalogue of one platform'],
  ['provider', 'the catalogue of one platform'],
  ['effectTypes', 'the catalogue of one platform'],
  ['workflow', 'the catalogue of one platform; makers and admins'],
  ['editProvider', 'the catalogue of one platform; admins only'],
  ['testProvider', 'the catalogue of one platform; admins only'],
  ['fleetDocument', 'fleets of one platform; admins only'],
  ['fleetDocumentHistory', 'fleets of one platform; admins only'],
  ['fleetDocumentSchema', 'fleets of one platform; admins only'],
  ['planFleetDocument', 'fleets of one platform; admins only'],
  ['applyFleetDocument', 'fleets of one platform; admins only'],
  ['fleets', 'fleets of one platform; admins only'],
  ['fleetEvents', 'fleets of one platform; admins only'],
  ['setFleetSize', 'fleets of one platform; admins only'],
  [
    'revertFleetAction',
    'about fleets of one platform; row-level security leaves out actions of another tenant; admins only',
  ],
  ['workflowRevision', 'the catalogue of one platform; of what is not published, makers see their own'],
  ['compareWorkflowRevisions', 'the catalogue of one platform; admins only'],
  ['estimateWorkflowCost', 'the catalogue of one platform; admins only'],
  ['createWorkflowDraft', 'begins something of the caller, from what is published'],
  ['pinWorkflowRevision', 'the catalogue of one platform; admins only'],
  ['workflowChanges', 'the catalogue of one platform; admins only'],
  ['promptTemplates', 'templates that everybody works with'],
  ['effects', 'the public gallery'],
  ['effect', 'the public gallery'],
  ['reportEffect', 'anybody may report what is in the public gallery'],
  ['galleryCategories', 'shelves of the public gallery'],
  ['galleryTags', 'words of the public gallery'],
  ['managedCategories', 'names of shelves, whoever stands there; admins only'],
  ['saveGalleryCategory', 'names of shelves, for one’s own tenant; admins only'],
  ['effectToRun', 'published effects, as the platform reads them to run one'],
  ['recordInvoice', "books to the caller's own tenant; admins only"],
  ['setExplorationBudget', "sets the budget of the caller's own tenant; admins only"],
  ['rateCard', "a tenant's own prices, or the house's; admins only"],
  ['rateCards', "a tenant's own prices, or the house's; admins only"],
  ['publishRateCard', "publishes to the caller's own tenant; admins only"],
  ['routingManifest', 'one manifest routes the work of every tenant'],
  ['routingManifests', 'one manifest routes the work of every tenant; admins only'],
  ['manifestDiff', 'one manifest routes the work of every tenant; admins only'],
  ['applyManifest', 'one manifest routes the work of every tenant; admins only'],
  ['rollbackManifest', 'one manifest routes the work of every tenant; admins only'],
  ['overrideRouting', 'one manifest routes the work of every tenant; admins only'],
  ['liftRoutingOverride', 'one manifest routes the work of every tenant; admins only'],
  ['routingOverrides', 'one manifest routes the work of every tenant; admins only'],
  ['routingPolicy', 'one manifest routes the work of every tenant; admins only'],
  ['routingPolicyHistory', 'one manifest routes the work of every tenant; admins only'],
  ['routingStatus', 'one manifest routes the work of every tenant; admins only'],
  ['startRoutingTrial', "begins something of the caller's own tenant; admins only"],
  ['updateRoutingPolicy', 'one manifest routes the work of every tenant; admins only'],
  [
    'qualityDecisions',
    'one set of weights is learnt from the decisions of every tenant, numbers only; admins only',
  ],
  ['qualityWeights', 'one set of weights judges the work of every tenant; admins only'],
  ['applyQualityWeights', 'one set of weights judges the work of every tenant; admins only'],
  ['declareProvider', 'the catalogue of one platform; admins only'],
  [
    'workload',
    'one queue for the work of every tenant, numbers only; its cells are machines of the caller’s tenant; admins only',
  ],
  ['setProviderConcurrency', 'the catalogue of one platform'],
  ['setProviderPaused', 'the catalogue of one platform'],
  ['advanceTestClock', 'one clock for the whole studio, outside production'],
  [
    'setFeatureFlag',
    "sets what holds in the caller's own tenant; everyone's is for admins of the studio's own",
  ],
  [
    'clearFeatureFlag',
    "takes back what holds in the caller's own tenant; everyone's is for admins of the studio's own",
  ],
  ['startBenchmark', 'compares on the library of the caller’s own tenant'],
  ['benchmarkCases', 'the library, which is made of the studio’s own clips'],
  ['generateRecommendations', 'looks at the evidence of the caller’s own tenant'],
  ['buyTokens', 'begins something of the caller; there is nothing yet that could be another’s'],
  ['quoteTopUp', 'the price list of the caller’s own tenant'],
  ['startUpload', 'begins something of the caller; there is nothing yet that could be another’s'],
  ['ingestLink', 'begins something of the caller; there is nothing yet that could be another’s'],
  ['registerAgent', 'begins something of the caller; a name counts within its machine'],
  ['enrolMachine', 'asks for a token that an admin has issued, which is the right to do it'],
  ['machineIdentity', 'internal'],
  ['sessionIdentity', 'internal'],
  ['sessionLives', 'internal'],
  ['rotateSession', 'internal'],
  ['revokeAllSessions', 'ends sessions of the caller alone; nothing of anybody’s is named'],
  ['setPhoneNumber', 'is about the telephone of the caller alone; nothing of anybody’s is named'],
  ['confirmPhoneNumber', 'is about the telephone of the caller alone; nothing of anybody’s is named'],
  ['addPushDevice', 'names a browser by an address that it alone knows; whoever has it signed in there last'],
  ['changeNotificationSettings', 'changes how the caller alone is told; nothing of anybody’s is named'],
  ['eraseMe', 'forgets the caller alone; nothing of anybody’s is named'],
  ['requestMyData', 'puts together what is kept of the caller alone; nothing of anybody’s is named'],
  ['requestSignInCode', 'internal'],
  ['deliverLetter', 'internal'],
  ['redeemSignInCode', 'internal'],
  ['openSessionForIssuer', 'internal'],
  ['endIssuerSessions', 'internal'],
]);

/** Subscriptions without ids: the first thing that somebody hears is their own. */
export const FOLLOWED: Readonly<Record<string, Record<string, unknown>>> = {
  walletChanged: {},
  notificationAdded: { after: '0' },
  reviewQueueChanged: { after: '0' },
  economicAlerts: { after: '0' },
  bottleneckUpdates: { after: '0' },
  actionLogged: { after: BEGINNING_OF_LOG },
  agentUpdates: { after: '0' },
  workloadUpdates: { minutes: 5 },
  marginUpdates: { window: 'HOUR', budgetContext: 'USER_RUN' },
};

/**
 * Events that no context consumes, each with who reads it instead. Every event is kept in the log, where
 * `trace(correlationId)` of operations and live subscriptions find it; what is not here and has no consumer
 * is an event that somebody forgot.
 */
export const READ_FROM_THE_LOG: ReadonlyMap<string, string> = new Map([
  ['RunAdvanced.v1', "followed live by the orchestrator's own runProgress"],
  ['ReviewItemOpened.v1', "followed live by notifications' own reviewQueueChanged"],
  ['ReviewItemUpdated.v1', "followed live by notifications' own reviewQueueChanged"],
  ['ReviewItemClosed.v1', "followed live by notifications' own reviewQueueChanged"],
  ['RecommendationReviewOpened.v1', "followed live by notifications' own reviewQueueChanged"],
  ['WorkflowReviewOpened.v1', "followed live by notifications' own reviewQueueChanged"],
  [
    'WorkflowRevisionPublished.v1',
    "followed live by providers' own workflowChanges; what follows from it is in the catalogue",
  ],
  ['WorkflowRevisionRejected.v1', "followed live by providers' own workflowChanges"],
  ['EffectReported.v1', "read on demand: admins see reports in the gallery's own queue"],
  [
    'EffectReportDecided.v1',
    'trace only: what follows for the effect and its creator is told by EffectUnpublished',
  ],
  ['UserNotified.v1', "followed live by notifications' own notificationAdded"],
  [
    'EconomicAlert.v1',
    "followed live by economics' own economicAlerts; operators are told by the action log",
  ],
  ['BottleneckClassified.v1', "followed live by economics' own bottleneckUpdates"],
  [
    'ActionApplied.v1',
    "followed live by economics' own bottleneckUpdates; routing reads the shift from its table",
  ],
  [
    'ActionReverted.v1',
    "followed live by economics' own bottleneckUpdates; routing reads the shift from its table",
  ],
  [
    'AgentConditionChanged.v1',
    "followed live by execution's own agentUpdates; operators are told by the action log",
  ],
  [
    'TaskSettledLate.v1',
    'trace only: the cost of the late attempt is booked from TaskAttemptEnded or TaskAttemptProven',
  ],
  [
    'SessionRevoked.v1',
    'trace only: identity tells the gateway at once by a tick, and sockets are checked besides',
  ],
]);

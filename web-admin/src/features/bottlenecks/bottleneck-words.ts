import type {
  AlertSignal,
  AutoActionEnd,
  BottleneckClass,
  DetectionSubjectKind,
} from '../../../generated/graphql.ts';

/** The classes of the board, in its order. */
export const CLASSES: readonly (readonly [BottleneckClass, string])[] = [
  ['GPU_SATURATION', 'Saturated machines'],
  ['PROVIDER_LATENCY_DEGRADATION', 'Slow provider'],
  ['PROVIDER_API_THROTTLING', 'Throttled provider'],
  ['COLD_START_PENALTY', 'Cold starts'],
  ['WORKFLOW_INEFFICIENCY', 'Inefficient workflow'],
  ['TOKEN_DEPLETION_RISK', 'Tokens run out'],
  ['UNKNOWN', 'Unexplained'],
];

export const SIGNALS: Record<AlertSignal, string> = {
  BALANCE: 'Balance',
  COST: 'Cost',
  ERRORS: 'Errors',
  LATENCY: 'Latency',
  LOG_PATTERNS: 'Log patterns',
  QUEUE: 'Queue',
  STARTUP: 'Startup',
  THROTTLING: 'Throttling',
  UTILISATION: 'Utilisation',
};

export const SUBJECTS: Record<DetectionSubjectKind, string> = {
  FLEET: 'fleet',
  LOG: 'action log',
  OWNER: 'person',
  PROVIDER: 'provider',
  WORKFLOW: 'workflow',
};

export const ENDS: Record<AutoActionEnd, string> = {
  BY_HAND: 'taken back by a person',
  EXPIRED: 'its time was up',
  GUARD_WORSENED: 'the work fared worse where it went',
  NOT_CONFIRMED: 'the cause was not found any more',
};

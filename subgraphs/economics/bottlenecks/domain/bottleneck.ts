import type { Subject } from '../../detection/domain/subject.ts';

/** What is in the way. UNKNOWN: something is wrong that none of the six explains. */
export const BOTTLENECK_CLASSES = [
  'PROVIDER_API_THROTTLING',
  'TOKEN_DEPLETION_RISK',
  'COLD_START_PENALTY',
  'GPU_SATURATION',
  'PROVIDER_LATENCY_DEGRADATION',
  'WORKFLOW_INEFFICIENCY',
  'UNKNOWN',
] as const;
export type BottleneckClass = (typeof BOTTLENECK_CLASSES)[number];

/** One question of the tree and its answer. */
export interface TestResult {
  question: string;
  /** Null when it could not be measured. */
  value: number | null;
  limit: number;
  passed: boolean;
}

/** One label, with every test that led to it. */
export interface Classification {
  bottleneckClass: BottleneckClass;
  subject: Subject;
  tests: readonly TestResult[];
  /** Attempts of the last hour that it concerns. */
  affectedAttempts: number;
}

/** What an operator finds in the runbook, and is told to do. */
export interface ClassAdvice {
  /** Path below `docs/runbooks/`. */
  runbook: string;
  suggestedAction: string;
  /** What the impact is of. */
  impact: 'COST' | 'REVENUE_AT_RISK';
}

export const ADVICE: Readonly<Record<BottleneckClass, ClassAdvice>> = Object.freeze({
  PROVIDER_API_THROTTLING: {
    runbook: 'provider-throttling.md',
    suggestedAction:
      'Lower the concurrency at this provider or ask it for a higher limit; weight moves away meanwhile.',
    impact: 'COST',
  },
  TOKEN_DEPLETION_RISK: {
    runbook: 'token-depletion.md',
    suggestedAction: 'Tell the owner that the tokens run out at this pace, and offer a top-up.',
    impact: 'REVENUE_AT_RISK',
  },
  COLD_START_PENALTY: {
    runbook: 'cold-start.md',
    suggestedAction: 'Keep a minimum of warm machines in this fleet over the hours in which demand returns.',
    impact: 'COST',
  },
  GPU_SATURATION: {
    runbook: 'gpu-saturation.md',
    suggestedAction: 'Add machines to this fleet, or move work that can wait out of its peak.',
    impact: 'REVENUE_AT_RISK',
  },
  PROVIDER_LATENCY_DEGRADATION: {
    runbook: 'provider-latency.md',
    suggestedAction: 'Move weight away from this provider until it is as fast as before.',
    impact: 'COST',
  },
  WORKFLOW_INEFFICIENCY: {
    runbook: 'workflow-inefficiency.md',
    suggestedAction:
      'Look at what changed in this workflow (steps, models, resolution) and tune it or go back.',
    impact: 'COST',
  },
  UNKNOWN: {
    runbook: 'unknown-bottleneck.md',
    suggestedAction: 'Look at the alerts of this subject and at the trace of one of its runs.',
    impact: 'COST',
  },
});

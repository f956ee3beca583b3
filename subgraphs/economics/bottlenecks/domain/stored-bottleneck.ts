import type { Subject } from '../../detection/domain/subject.ts';
import type { BottleneckClass, ClassAdvice, TestResult } from './bottleneck.ts';

/** One episode of one label on one subject. */
export interface Bottleneck {
  id: string;
  bottleneckClass: BottleneckClass;
  subject: Subject;
  tests: readonly TestResult[];
  affectedAttempts: number;
  impactNanoUsdPerHour: bigint | null;
  impactKind: ClassAdvice['impact'];
  runbook: string;
  suggestedAction: string;
  actionTaken: string | null;
  settingsVersion: string;
  openedAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
}

/** One thing that happened about a bottleneck. */
export interface BottleneckStep {
  kind: 'OPENED' | 'CLOSED' | 'ACTION_APPLIED' | 'ACTION_REFUSED' | 'ACTION_ENDED';
  detail: string;
  at: Date;
  /** Null: the engine. */
  by: string | null;
}

import type { EffectRevision, RevisionContent } from './revision.ts';

/** That a revision came into force: by an approval, or because an admin went back to it. */
export interface Pin {
  effectId: string;
  /** Place among the pins of its effect, from 1. The greatest is in force. */
  sequence: number;
  revision: EffectRevision;
  /** The approved run; null when an admin rolled back. */
  runId: string | null;
  pinnedBy: string;
  /** Why it was rolled back; null for an approval. */
  reason: string | null;
  pinnedAt: Date;
}

/** A pin beside what was in force before it. */
export interface PinAfter extends Pin {
  /** Null of the first. */
  before: RevisionContent | null;
}

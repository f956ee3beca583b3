/** Why somebody wants an effect to be looked at. */
export const REPORT_GROUNDS = ['RIGHTS', 'PERSON', 'OFFENSIVE', 'MISLEADING', 'OTHER'] as const;
export type ReportGround = (typeof REPORT_GROUNDS)[number];

/** `OPEN` until an admin decides: `UPHELD` takes the effect out, `DISMISSED` leaves it. Nothing comes after that. */
export type ReportStatus = 'OPEN' | 'UPHELD' | 'DISMISSED';

/** Longest account of a reporter, in characters. */
export const DETAILS_LIMIT = 500;

/** Somebody's complaint about a published effect. */
export interface EffectReport {
  id: string;
  effectId: string;
  /** Who reported it. */
  ownerId: string;
  ground: ReportGround;
  details: string;
  status: ReportStatus;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** In words of the admin who decided. */
  decision: string | null;
  createdAt: Date;
}

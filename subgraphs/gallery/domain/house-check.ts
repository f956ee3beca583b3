import { type RevisionContent, sealContent } from './revision.ts';

/** Clips of the house that a result is tried on before a reviewer decides. */
export const HOUSE_CLIPS_TRIED = 3;

/** What came of a result on one clip of the house. */
export interface HouseCheck {
  /** The run that renders it. */
  checkRunId: string;
  /** Place among the studio's own clips, from 0. */
  clip: number;
  status: 'RENDERING' | 'PASSED' | 'FAILED';
  outputKey: string | null;
  /** Judged quality, 0 to 1; null until then. */
  composite: number | null;
  /** Why nothing passed. */
  cause: string | null;
}

/** Names what is tried: what a result would pin, whatever its quality on the clip that it was made on. */
export const triedAs = (content: RevisionContent): string => sealContent({ ...content, composite: 0 }).id;

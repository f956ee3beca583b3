import type { TakenOutBy } from './standing.ts';

/** A look that was published once; whether it still is, `isPublished` says. */
export interface Effect {
  id: string;
  ownerId: string;
  /** The run that it came from. */
  runId: string;
  /** Unique in its tenant and never changed: links stay good. */
  slug: string;
  title: string;
  description: string;
  effectTypeId: string;
  priceTokens: number;
  isPublished: boolean;
  /** The pinned revision. */
  revisionId: string;
  /** Object that anyone may see; null where there is only footage of the creator's and no consent. */
  previewKey: string | null;
  publishedAt: Date;
  /** When and why it left the gallery; null while it is there. */
  unpublishedAt: Date | null;
  unpublishReason: string | null;
  /** Whose decision it was; null while it is in the gallery. */
  takenOutBy: TakenOutBy | null;
  /** Clips that it was put on with a result that passed. */
  useCount: number;
  categoryId: string;
  tags: readonly string[];
  /** Medians of the last hundred runs with a result: what they were charged, and how long they took. Null before the first. */
  typicalTokens: number | null;
  typicalMs: number | null;
}

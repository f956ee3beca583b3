import { createHash } from 'node:crypto';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { canonicalJson } from './canonical-json.ts';

/** Version of the content's layout; part of the content, so that a new layout is new content. */
export const CONTENT_VERSION = 1;

/** Everything that makes an effect what it is. Nothing of the footage or of the person is in it. */
export interface RevisionContent {
  contentVersion: typeof CONTENT_VERSION;
  effectTypeId: string;
  /** The example's numeric style descriptor. */
  styleDescriptor: Submission['styleDescriptor'];
  promptVariant: Submission['promptVariant'];
  /** Workflows that passed the quality floor at approval, by id; the router chooses only among them. */
  workflows: readonly { workflowId: string; digest: string }[];
  /** Composite quality at approval, 0 to 1. */
  composite: number;
}

/** An immutable state of an effect. */
export interface EffectRevision {
  /** SHA-256 of `content`, hex. */
  id: string;
  /** 1 for the first revision of its effect. */
  number: number;
  content: RevisionContent;
  createdAt: Date;
}

/** What an approved submission pins. The winner's workflow is always among the pinned ones. */
export function revisionContent(submission: Submission): RevisionContent {
  const digests = new Map(
    submission.passedWorkflows.map(({ workflowId, workflowDigest }) => [workflowId, workflowDigest]),
  );
  digests.set(submission.workflowId, submission.workflowDigest);
  return {
    contentVersion: CONTENT_VERSION,
    effectTypeId: submission.effectTypeId,
    styleDescriptor: submission.styleDescriptor,
    promptVariant: submission.promptVariant,
    workflows: [...digests]
      .map(([workflowId, digest]) => ({ workflowId, digest }))
      .sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1)),
    composite: submission.composite,
  };
}

/** The content's one spelling and the id that follows from it. */
export function sealContent(content: RevisionContent): { id: string; canonical: string } {
  const canonical = canonicalJson(content);
  return { id: createHash('sha256').update(canonical, 'utf8').digest('hex'), canonical };
}

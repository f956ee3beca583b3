import type { Excerpt, LegRole, QualityParts } from '@effect-studio/schema/events/shapes';
import type { JsonRecord } from './json.ts';

/** A rendered file under its immutable key. */
export interface LegOutput {
  /** Empty when the file is not kept. */
  key: string;
  /** Hex; empty with the key. */
  sha256: string;
  /** Milliseconds that the machine worked on it. */
  busyMs: number;
}

/** Why a leg was placed where it is; each term is 0..1 before its weight. */
export interface LegRanking {
  /** 1 is best. */
  rank: number;
  score: number;
  terms: { quality: number; cost: number; speed: number };
}

/** One leg of a run. Its status follows from the facts that arrived, in whatever order. */
export interface Leg {
  taskId: string;
  ordinal: number;
  role: LegRole;
  /** The candidate that a finish leg renders in full; null for all others. */
  finishes: string | null;
  providerId: string;
  workflowId: string;
  workflowDigest: string;
  effectTypeId: string;
  promptVariantId: string;
  parameters: JsonRecord;
  excerpt: Excerpt | null;
  /** The one machine that may render it; null: any that can. */
  onlyAgentId: string | null;
  workUnits: number;
  /** From the manifest; null while unmeasured. */
  expectedCostNanoUsd: bigint | null;
  isDispatched: boolean;
  output: LegOutput | null;
  quality: { parts: QualityParts; composite: number } | null;
  /** Why it takes no part any more, in words. */
  failureCause: string | null;
  isCancelled: boolean;
  ranking: LegRanking | null;
}

export type LegStatus = 'WAITING' | 'JUDGING' | 'DONE' | 'FAILED' | 'CANCELLED';

export function legStatus(leg: Leg): LegStatus {
  if (leg.output && leg.quality) return 'DONE';
  if (leg.failureCause) return 'FAILED';
  if (leg.isCancelled) return 'CANCELLED';
  return leg.output ? 'JUDGING' : 'WAITING';
}

/** No fact about its rendering is awaited any more; it may still have to be judged. */
export const hasEndedRendering = (leg: Leg): boolean => legStatus(leg) !== 'WAITING';

/** Nothing at all is awaited of it any more. */
export const isSettled = (leg: Leg): boolean => !['WAITING', 'JUDGING'].includes(legStatus(leg));

/** Legs on the excerpt that people may see and choose. Shadow legs never are. */
export const isCandidate = (leg: Leg): boolean => leg.role === 'candidate' || leg.role === 'exploration';

/** A candidate that was rendered and judged. */
export const isJudgedCandidate = (leg: Leg): boolean => isCandidate(leg) && legStatus(leg) === 'DONE';

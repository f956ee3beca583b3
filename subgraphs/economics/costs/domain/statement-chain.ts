import { createHash } from 'node:crypto';
import type { RevenueEntry } from '../../margins/domain/bucket.ts';
import type { CostEntry } from './cost-entry.ts';

/** The last line of a run's statement, as it was when it was booked. */
export interface ChainHead {
  /** 0 before the first line. */
  seq: number;
  /** SHA-256, 32 bytes; zeros before the first line. */
  hash: Buffer;
}

export const EMPTY_CHAIN: ChainHead = Object.freeze({ seq: 0, hash: Buffer.alloc(32) });

/**
 * Adds a line: its hash covers the hash before it, its place and its canonical text, so that nothing can be
 * changed, left out or put in between without every later hash being different (Haber and Stornetta, "How to
 * time-stamp a digital document", 1991).
 */
export function chainLine(head: ChainHead, canonical: string): ChainHead {
  const seq = head.seq + 1;
  const hash = createHash('sha256').update(head.hash).update(`${seq}\n${canonical}`).digest();
  return { seq, hash };
}

/** Everything that a cost entry says, in one fixed form. */
export function canonicalCost(entry: CostEntry): string {
  return JSON.stringify([
    'COST',
    entry.id,
    entry.component,
    entry.stage,
    entry.account,
    entry.sourceKind,
    entry.sourceId,
    entry.taskId,
    entry.attempt,
    entry.revision,
    entry.supersedes,
    entry.eventTime.toISOString(),
    entry.runId,
    entry.ownerId,
    entry.role,
    entry.outcome,
    entry.providerId,
    entry.workflowId,
    entry.effectTypeId,
    entry.fleet,
    entry.instanceType,
    entry.budgetContext,
    entry.busyMs,
    entry.rateCardVersion,
    entry.rateNanoUsdPerHour?.toString() ?? null,
    entry.costNanoUsd?.toString() ?? null,
    entry.bearer,
  ]);
}

/** Everything that a revenue entry says, in one fixed form. */
export function canonicalRevenue(entry: RevenueEntry): string {
  return JSON.stringify([
    'REVENUE',
    entry.id,
    entry.kind,
    entry.supersedes,
    entry.eventTime.toISOString(),
    entry.runId,
    entry.ownerId,
    entry.providerId,
    entry.effectTypeId,
    entry.fleet,
    entry.budgetContext,
    entry.tokens,
    entry.revenueNanoUsd.toString(),
    entry.rateCardVersion,
  ]);
}

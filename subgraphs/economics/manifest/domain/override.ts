import type { Candidate, ManifestEntry, Order } from './manifest.ts';

/** BAR, PIN and SHADOW are about workflows or providers; HOLD puts a snapshot in force instead of new manifests. */
export type OverrideKind = 'BAR' | 'PIN' | 'SHADOW' | 'HOLD';

/** What an admin ordered, until it expires or is lifted. */
export interface RoutingOverride {
  id: string;
  kind: OverrideKind;
  /** Null: all effect types. */
  effectTypeId: string | null;
  workflowId: string | null;
  providerId: string | null;
  /** The snapshot that HOLD puts in force. */
  manifestVersion: number | null;
  reason: string;
  expiresAt: Date;
  createdAt: Date;
  createdBy: string | null;
  lift: { at: Date; by: string | null; reason: string } | null;
}

/** Longest time that an order stands: a week, as long as the evidence goes back. */
export const LONGEST_OVERRIDE_MINUTES = 7 * 24 * 60;

export const isInForce = (override: RoutingOverride, now: Date): boolean =>
  override.lift === null && override.expiresAt > now;

/** Barring beats measuring, measuring beats preferring: of two orders the careful one counts. */
const CAREFUL_FIRST = ['BAR', 'SHADOW', 'PIN'] as const;

/** The order about one workflow; null when nobody gave one. */
export function orderOf(
  candidate: Pick<Candidate, 'effectTypeId' | 'workflowId' | 'providerId'>,
  overrides: readonly RoutingOverride[],
): Order | null {
  const about = overrides.filter(
    (one) =>
      (one.effectTypeId === null || one.effectTypeId === candidate.effectTypeId) &&
      (one.workflowId === candidate.workflowId || one.providerId === candidate.providerId),
  );
  for (const kind of CAREFUL_FIRST) {
    const found = about.find((one) => one.kind === kind);
    if (found) return { kind, reason: found.reason };
  }
  return null;
}

/**
 * A snapshot put in force again: its shares and ranks, as far as its workflows may get traffic today. What fails,
 * is unwell or has no price now stays out; shares are scaled to a sum of one. An effect type of which nothing is left
 * is routed as it would be without the order.
 */
export function heldEntries(
  snapshot: readonly ManifestEntry[],
  fresh: readonly ManifestEntry[],
): ManifestEntry[] {
  const held = new Map(snapshot.map((entry) => [`${entry.effectTypeId}/${entry.workflowId}`, entry]));
  const byEffect = Map.groupBy(fresh, (entry) => entry.effectTypeId);
  return [...byEffect.values()].flatMap((entries) => {
    const weighed = entries.map((entry) => {
      const then = held.get(`${entry.effectTypeId}/${entry.workflowId}`);
      const wasEligible = entry.state === 'ELIGIBLE' && then?.state === 'ELIGIBLE';
      return { entry, weight: wasEligible ? then.weight : 0, rank: wasEligible ? then.rank : null };
    });
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) return entries;
    // Rounded shares add up to one but for a few millionths; scaling would only move those about.
    const scale = Math.abs(total - 1) < 1e-5 ? 1 : total;
    return weighed
      .sort((a, b) => (a.rank ?? 1e6 + a.entry.rank) - (b.rank ?? 1e6 + b.entry.rank))
      .map(({ entry, weight }, index) => ({
        ...entry,
        rank: index + 1,
        weight: Math.round((weight / scale) * 1e6) / 1e6,
      }));
  });
}

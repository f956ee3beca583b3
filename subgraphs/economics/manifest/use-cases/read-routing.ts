import type { CallContext } from '@effect-studio/kernel/context';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import { diffManifests, type EntryChange } from '../domain/manifest-diff.ts';
import type { RoutingOverride } from '../domain/override.ts';
import { type ManifestSnapshot, manifestOf, manifestPage } from '../persistence/manifests.ts';
import { newestOverrides } from '../persistence/overrides.ts';
import { ALL_EFFECTS, type PolicyVersion, policiesInForce, policyHistory } from '../persistence/policies.ts';

const LARGEST_PAGE = 100;

/** A page's size as somebody asked for it, within bounds. */
export const pageSize = (first: number | null | undefined): number =>
  Math.min(LARGEST_PAGE, Math.max(1, first ?? 20));

/** One manifest of the past; null when there is none of that number. */
export const readSnapshot = (ctx: CallContext, version: number): Promise<ManifestSnapshot | null> =>
  ctx.db.transaction(ctx, (tx) => manifestOf(tx, version));

/** Manifests, newest first. @param after version of the last one that was read */
export async function readSnapshots(ctx: CallContext, first: number, after: number | null) {
  const found = await ctx.db.transaction(ctx, (tx) => manifestPage(tx, after, first + 1));
  return { nodes: found.slice(0, first), hasNextPage: found.length > first };
}

/** What became of traffic between two manifests. */
export async function readDiff(
  ctx: CallContext,
  versions: { from: number; to: number },
): Promise<{ from: ManifestSnapshot; to: ManifestSnapshot; changes: EntryChange[] } | NotFound> {
  return ctx.db.transaction(ctx, async (tx) => {
    const from = await manifestOf(tx, versions.from);
    if (!from) return notFound('routing manifest', String(versions.from));
    const to = await manifestOf(tx, versions.to);
    if (!to) return notFound('routing manifest', String(versions.to));
    return { from, to, changes: diffManifests(from, to) };
  });
}

/** What admins ordered, newest first. */
export const readOverrides = (ctx: CallContext, first: number): Promise<RoutingOverride[]> =>
  ctx.db.transaction(ctx, (tx) => newestOverrides(tx, first));

/** One order; null when it is not among the newest. */
export const readOverride = async (ctx: CallContext, id: string): Promise<RoutingOverride | null> =>
  (await readOverrides(ctx, LARGEST_PAGE)).find((one) => one.id === id) ?? null;

/** The settings in force for an effect type. */
export const readPolicy = (ctx: CallContext, effectTypeId: string | null): Promise<PolicyVersion> =>
  ctx.db.transaction(ctx, async (tx) => (await policiesInForce(tx))(effectTypeId ?? ALL_EFFECTS));

/** Versions of an effect type's own settings, newest first. */
export const readPolicyHistory = (
  ctx: CallContext,
  effectTypeId: string | null,
  first: number,
): Promise<PolicyVersion[]> =>
  ctx.db.transaction(ctx, (tx) => policyHistory(tx, effectTypeId ?? ALL_EFFECTS, first));

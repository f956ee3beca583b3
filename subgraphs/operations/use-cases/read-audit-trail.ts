import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { logCursor, parseLogCursor } from '../domain/log-cursor.ts';
import type { AuditFilter } from '../generated/resolvers.ts';
import { type AuditRecord, type AuditRowFilter, auditPage } from '../persistence/audit-rows.ts';

const PAGE_LIMIT = 100;

export interface AuditPage {
  edges: { cursor: string; node: AuditRecord }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** What admins did in the caller's tenant, newest first. @param page `first` 1 to 100 */
export async function readAuditTrail(
  ctx: CallContext,
  filter: AuditFilter,
  page: { first: number; after: string | null },
): Promise<AuditPage> {
  const asked = rowFilterOf(filter);
  if (!asked) return { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const limit = Math.min(Math.max(page.first, 1), PAGE_LIMIT);
  const before = parseLogCursor(page.after);
  const found = await ctx.db.transaction(ctx, (tx) =>
    // One more tells whether there is another page.
    auditPage(tx, { filter: asked, before, limit: limit + 1 }),
  );
  const edges = found
    .slice(0, limit)
    .map((node) => ({ cursor: logCursor({ at: new Date(node.at), id: node.id }), node }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > limit, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

/** @returns null where nothing can fit, such as an id that is none */
function rowFilterOf(filter: AuditFilter): AuditRowFilter | null {
  const { actorId = null, correlationId = null } = filter;
  if ((actorId !== null && !isId(actorId)) || (correlationId !== null && !isId(correlationId))) return null;
  return {
    actorId,
    correlationId,
    modules: filter.modules ?? null,
    mutations: filter.mutations ?? null,
    outcomes: filter.outcomes ?? null,
    since: filter.since ? new Date(filter.since) : null,
    until: filter.until ? new Date(filter.until) : null,
    text: filter.text?.trim() || null,
  };
}

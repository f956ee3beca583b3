import { isId } from '@effect-studio/kernel/ids';
import { logCursor, parseLogCursor } from '../domain/log-cursor.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { actionLogPage, newestActionLog } from '../persistence/action-log-rows.ts';
import { deadLettersIn } from '../persistence/dead-letter-rows.ts';
import { traces } from '../persistence/trace-rows.ts';
import { readAuditTrail } from '../use-cases/read-audit-trail.ts';
import { readFeatureFlags } from '../use-cases/read-feature-flags.ts';
import { readTimeline } from '../use-cases/read-timeline.ts';

/** Most rows of the action log at once. */
const ACTION_LOG_LIMIT = 100;
/** Most dead letters at once. */
const DEAD_LETTER_LIMIT = 200;

export const Query: QueryResolvers = {
  featureFlags: (_root, _args, ctx) => readFeatureFlags(ctx),
  auditTrail: (_root, { filter, first, after }, ctx) =>
    readAuditTrail(ctx, filter ?? {}, { first: first ?? 50, after: after ?? null }),
  trace: async (_root, { correlationId }, ctx) => {
    if (!isId(correlationId)) return [];
    // PostgreSQL answers ids in lower case.
    const id = correlationId.toLowerCase();
    return (await ctx.db.transaction(ctx, (tx) => traces(tx, [id]))).get(id) ?? [];
  },
  traceTimeline: async (_root, { correlationId, shortestGapMs }, ctx) =>
    readTimeline(ctx, correlationId, shortestGapMs ?? 1_000),
  actionLog: (_root, { first }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), ACTION_LOG_LIMIT);
    return ctx.db.transaction(ctx, (tx) => newestActionLog(tx, limit));
  },
  actionLogEntries: async (_root, { filter, first, after }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), ACTION_LOG_LIMIT);
    const correlationId = filter?.correlationId ?? null;
    const none = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
    if (correlationId !== null && !isId(correlationId)) return none;
    const found = await ctx.db.transaction(ctx, (tx) =>
      actionLogPage(tx, {
        filter: {
          severities: filter?.severities ?? null,
          modules: filter?.modules ?? null,
          eventType: filter?.eventType ?? null,
          correlationId,
          text: filter?.text?.trim() || null,
        },
        before: parseLogCursor(after),
        // One more tells whether there is another page.
        limit: limit + 1,
      }),
    );
    const edges = found
      .slice(0, limit)
      .map(({ place, entry }) => ({ cursor: logCursor(place), node: entry }));
    return {
      edges,
      pageInfo: { hasNextPage: found.length > limit, endCursor: edges.at(-1)?.cursor ?? null },
    };
  },
  deadLetters: (_root, { state, triage, owner }, ctx) => {
    const filter = { state: state ?? 'DEAD', triage: triage ?? null, owner: owner ?? null };
    return ctx.db.transaction(ctx, (tx) => deadLettersIn(tx, filter, DEAD_LETTER_LIMIT));
  },
};

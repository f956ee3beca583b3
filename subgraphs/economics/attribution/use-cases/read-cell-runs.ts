import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { GraphQLError } from 'graphql';
import type { MinuteRange } from '../../margins/domain/window.ts';
import type { SliceFilter } from '../../margins/persistence/read-buckets.ts';
import { type CellRun, type CellRunKey, cellRuns } from '../persistence/cell-runs.ts';

const MOST = 100;

/** A page of runs, Relay style. */
export interface CellRunPage {
  edges: { cursor: string; node: CellRun }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

/**
 * The runs behind a slice, newest first. Callers see to authorization: admins only.
 * @throws GraphQLError `BAD_USER_INPUT` when the cursor is not one of ours
 */
export async function readCellRuns(
  ctx: CallContext,
  range: MinuteRange,
  filter: SliceFilter,
  page: { first: number; after: string | null },
): Promise<CellRunPage> {
  const first = Math.max(1, Math.min(page.first, MOST));
  const after = page.after === null ? null : readCursor(page.after);
  const runs = await ctx.db.transaction(ctx, (tx) =>
    cellRuns(tx, range, filter, { after, first: first + 1 }),
  );
  const edges = runs.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: runs.length > first },
  };
}

const cursorOf = ({ at, runId }: CellRunKey): string =>
  Buffer.from(`${at.getTime()} ${runId}`).toString('base64url');

function readCursor(cursor: string): CellRunKey {
  const [ms = '', runId = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,15}$/.test(ms) || !isId(runId)) {
    throw new GraphQLError('This cursor is not one of ours.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return { at: new Date(Number(ms)), runId };
}

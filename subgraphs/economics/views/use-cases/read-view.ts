import { cachedView } from '@effect-studio/kernel/cached-view';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Reading } from '@effect-studio/kernel/database';
import type { MinuteRange } from '../../margins/domain/window.ts';
import type { SliceFilter } from '../../margins/persistence/read-buckets.ts';
import { readBooksRevision } from '../../margins/use-cases/read-hud.ts';

/** What a view is about. */
export interface ViewSubject {
  range: MinuteRange;
  filter: SliceFilter;
  /** Whatever else it depends on. */
  more?: readonly (string | number | null)[];
}

/**
 * A view of the tenant's books as they are now, from the cache or computed once by all who ask. It is computed as
 * the platform, so that what is kept does not depend on who asked first. Callers see to authorization: admins only.
 */
export async function readView<View>(
  ctx: CallContext,
  name: string,
  { range, filter, more = [] }: ViewSubject,
  compute: (reading: Reading) => Promise<View>,
): Promise<View> {
  const system = callContext(ctx, {
    caller: systemCaller(ctx.caller.tenantId),
    correlationId: ctx.correlationId,
  });
  const { budgetContext, providerId, effectTypeId, fleet } = filter;
  const { epoch, version } = await readBooksRevision(system);
  const view = await cachedView<View>(system, {
    name,
    parameters: [
      range.first.getTime(),
      range.last.getTime(),
      budgetContext,
      providerId,
      effectTypeId,
      fleet,
      ...more,
    ],
    revision: `${epoch}.${version}`,
    compute: () => system.db.report(system, compute),
  });
  return view!;
}

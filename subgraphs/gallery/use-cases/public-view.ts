import { cachedView } from '@effect-studio/kernel/cached-view';
import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';

/** $1 tenant. */
const REVISION = sql(
  'gallery-listing-revision',
  `select count(*)::text || ':' || coalesce((select token::text from gallery.listing_change
     where tenant_id = $1 order by sequence desc limit 1), 'none') as revision
   from gallery.listing_change where tenant_id = $1`,
);

/**
 * What everybody of the tenant sees of the gallery, computed once by all who ask at the same time and kept until
 * something is published, taken out or changed; null is kept for a moment only.
 * @param parameters what the view depends on
 */
export async function publicView<View>(
  ctx: CallContext,
  name: string,
  parameters: readonly (string | number | boolean | null)[],
  compute: () => Promise<View | null>,
): Promise<View | null> {
  const [state] = await ctx.db.read<{ revision: string }>(ctx, REVISION, [ctx.caller.tenantId]);
  return cachedView(ctx, { name, parameters, revision: state!.revision, compute });
}

import { sql } from '@effect-studio/kernel/database';
import type { ContextGauge } from '@effect-studio/kernel/observation/context-gauges';

/** How old the word is that runs are routed by: an age, and none of the figures in it. $1 now. */
export const MANIFEST_GAUGES: readonly ContextGauge[] = [
  {
    name: 'studio_manifest_age_seconds',
    help: 'Since the routing manifest was last made or confirmed.',
    statement: sql(
      'economics-gauge-manifest-age',
      `select extract(epoch from $1::timestamptz - checked_at)::float8 as value
       from economics.manifest_head where checked_at is not null order by checked_at desc limit 1`,
    ),
  },
];

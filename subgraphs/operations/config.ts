import { kernelConfigSchema, readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

const schema = kernelConfigSchema.pick({ STUDIO_MODE: true }).extend({
  /** Where critical conditions are posted; absent: nobody is woken. */
  PAGER_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** `slack`: an incoming webhook · `pagerduty`: the Events API v2 · `json`: anything else. */
  PAGER_FORMAT: z.enum(['slack', 'pagerduty', 'json']).default('json'),
  /** PagerDuty's integration key. */
  PAGER_ROUTING_KEY: z.string().optional(),
  /** Days that the action log is kept, at least 90: as long as traces are. */
  ACTION_LOG_KEEP_DAYS: z.coerce.number().int().min(90).default(730),
  /** Days that the audit trail of admins is kept; six years at least, which the database sees to. */
  AUDIT_TRAIL_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(6 * 366)
    .default(3_653),
});

/** What operations reads of the environment. */
export type OperationsConfig = Readonly<z.infer<typeof schema>>;

/** @throws StudioError `CONFIG_INVALID` */
export function readOperationsConfig(environment?: NodeJS.ProcessEnv): OperationsConfig {
  return readConfig(schema, environment);
}

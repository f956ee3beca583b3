import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** How often each kind of warning was written in the hour that ends at `windowEnd`. Aggregate: `action-log`. */
export const LogPatternsCounted = defineEvent('operations', 'LogPatternsCounted', {
  windowStart: z.iso.datetime(),
  windowEnd: z.iso.datetime(),
  /** A pattern is `{module} {severity} {event type}`; only those that came are listed. */
  patterns: z.array(z.object({ pattern: z.string().min(1), count: z.int().positive() })),
});

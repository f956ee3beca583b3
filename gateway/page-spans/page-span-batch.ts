import type { PageSpan } from '@effect-studio/telemetry/page-spans';
import { z } from 'zod';

/** Spans of one batch. */
const MOST_SPANS = 64;
/** What began earlier than this before the batch was sent is nobody's present trouble. */
const OLDEST_MS = 15 * 60_000;

/** Names that programmers give: of operations, and of what a page does. Never what people wrote. */
const name = z.string().regex(/^[A-Za-z][\w ]{0,79}$/);
const span = z.strictObject({
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .refine((id) => !/^0+$/.test(id)),
  spanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .refine((id) => !/^0+$/.test(id)),
  name,
  kind: z.enum(['operation', 'subscription', 'page']),
  /** Milliseconds before the batch was sent. */
  startedAgoMs: z.number().min(0).max(OLDEST_MS),
  durationMs: z.number().min(0).max(OLDEST_MS),
  hasFailed: z.boolean(),
  /** Of the HTTP answer. */
  status: z.int().min(100).max(599).optional(),
  /** Of a page: until its first byte, and until its document could be used. */
  firstByteMs: z.number().min(0).max(OLDEST_MS).optional(),
  usableMs: z.number().min(0).max(OLDEST_MS).optional(),
});
const batch = z.strictObject({ spans: z.array(span).min(1).max(MOST_SPANS) });

/**
 * Reads what a page sends: ids, names of a fixed form, kinds and times, and nothing else, so that no person's words or data can
 * get among the spans. Times come as distances, for the clocks of devices are wrong.
 * @param service the page's, as its spans are told apart from those of the studio
 * @returns null when it is not a batch
 */
export function readPageSpans(body: unknown, service: string, nowMs: number): PageSpan[] | null {
  const parsed = batch.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.spans.map(
    ({
      traceId,
      spanId,
      name: named,
      kind,
      startedAgoMs,
      durationMs,
      hasFailed,
      status,
      firstByteMs,
      usableMs,
    }) => ({
      service,
      traceId,
      spanId,
      name: named,
      startedAtMs: nowMs - startedAgoMs,
      durationMs,
      hasFailed,
      attributes: {
        'studio.page.kind': kind,
        ...(status === undefined ? {} : { 'http.response.status_code': status }),
        ...(firstByteMs === undefined ? {} : { 'studio.page.first_byte_ms': firstByteMs }),
        ...(usableMs === undefined ? {} : { 'studio.page.usable_ms': usableMs }),
      },
    }),
  );
}

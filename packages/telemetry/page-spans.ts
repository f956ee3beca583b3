/** A span that was made by a page in a browser, which has no way to the collector of its own. */
export interface PageSpan {
  /** `service.name`, such as `web-user`. */
  service: string;
  traceId: string;
  spanId: string;
  name: string;
  /** Milliseconds since 1970, by the studio's clock. */
  startedAtMs: number;
  durationMs: number;
  hasFailed: boolean;
  attributes: Readonly<Record<string, string | number>>;
}

let keep: ((span: PageSpan) => void) | null = null;

/** Called by whoever has set a provider up, and by tests; null: spans of pages go nowhere. */
export function setPageSpanKeeper(keeper: ((span: PageSpan) => void) | null): void {
  keep = keeper;
}

/** Sends a page's span with those of this process; nothing while tracing is off. */
export function keepPageSpan(span: PageSpan): void {
  keep?.(span);
}

import { csrfHeader } from '../session/csrf.ts';
import { PageSpans } from './page-spans.ts';

/** The spans of this page, which are sent to the app's own gateway. @param client name of the web app */
export function sendPageSpans(client: string): PageSpans {
  const spans = new PageSpans(async (body) => {
    const { ok } = await fetch('/telemetry/spans', {
      method: 'POST',
      // Also while the page goes away; `sendBeacon` has no headers to show whose page it is.
      keepalive: true,
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-studio-client': client, ...csrfHeader(client) },
      body,
    });
    return ok;
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') spans.flush();
  });
  addEventListener('load', () => {
    // Its end is known when its listeners have run.
    setTimeout(() => {
      const [navigation] = performance.getEntriesByType('navigation');
      if (navigation) spans.loaded(navigation as PerformanceNavigationTiming);
    });
  });
  return spans;
}

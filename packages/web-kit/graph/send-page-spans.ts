import { csrfHeader } from '../session/csrf.ts';
import { PageSpans } from './page-spans.ts';

let ofPage: PageSpans | null = null;

/** The spans of this page, whoever is signed in on it; they are sent to the app's own gateway. @param client name of the web app */
export function pageSpans(client: string): PageSpans {
  ofPage ??= begin(client);
  return ofPage;
}

function begin(client: string): PageSpans {
  const spans = new PageSpans({
    now: () => performance.now(),
    maySend: () => 'x-studio-csrf' in csrfHeader(client),
    send: async (body) => {
      const { ok } = await fetch('/telemetry/spans', {
        method: 'POST',
        // Also while the page goes away; `sendBeacon` has no headers to show whose page it is.
        keepalive: true,
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', 'x-studio-client': client, ...csrfHeader(client) },
        body,
      });
      return ok;
    },
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') spans.flush();
  });
  // Its end is known when its listeners have run.
  const tellLoad = (): void => void setTimeout(() => tellLoadTo(spans));
  if (document.readyState === 'complete') tellLoad();
  else addEventListener('load', tellLoad);
  return spans;
}

function tellLoadTo(spans: PageSpans): void {
  const [navigation] = performance.getEntriesByType('navigation');
  if (navigation) spans.loaded(navigation as PerformanceNavigationTiming);
}

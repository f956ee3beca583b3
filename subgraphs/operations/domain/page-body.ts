/** A critical condition, as far as somebody outside may read it: what it costs is for the dashboard. */
export interface Page {
  id: string;
  module: string;
  eventType: string;
  message: string;
  suggestedAction: string;
  /** File below `docs/runbooks/`. */
  runbook: string;
  correlationId: string | null;
  at: Date;
}

export type PagerFormat = 'slack' | 'pagerduty' | 'json';

/** PagerDuty cuts longer ones off by itself, in the middle (Events API v2, `payload.summary`). */
const LONGEST_WORDS = 1_000;

/**
 * The body of one page: Slack's incoming webhooks (`text`), PagerDuty's Events API v2 (`routing_key`, `dedup_key`,
 * `payload`), or plain JSON. The same page has the same key, so that a pager that got it twice wakes nobody twice.
 */
export function pageBody(page: Page, format: PagerFormat, routingKey: string | null): object {
  const { id, module, eventType, suggestedAction, runbook, correlationId, at } = page;
  const words = `${eventType} (${module}): ${page.message}`.slice(0, LONGEST_WORDS);
  const path = `docs/runbooks/${runbook}`;
  switch (format) {
    case 'slack':
      return { text: `:rotating_light: ${words}\n${suggestedAction}\nRunbook: ${path}` };
    case 'pagerduty':
      return {
        routing_key: routingKey,
        event_action: 'trigger',
        dedup_key: id,
        payload: {
          summary: words,
          source: 'effect-studio',
          severity: 'critical',
          component: module,
          class: eventType,
          timestamp: at.toISOString(),
          custom_details: { suggestedAction, runbook: path, correlationId },
        },
      };
    case 'json':
      return {
        id,
        severity: 'CRITICAL',
        module,
        eventType,
        message: page.message,
        suggestedAction,
        runbook: path,
        correlationId,
        at,
      };
  }
}

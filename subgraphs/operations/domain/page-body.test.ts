import { describe, expect, it } from 'vitest';
import { type Page, pageBody } from './page-body.ts';

const page: Page = {
  id: '01a2',
  module: 'economics',
  eventType: 'LEDGER_MISMATCH',
  message: 'Two accounts do not agree.',
  suggestedAction: 'Stop payouts and look at the accounts.',
  runbook: 'ledger-mismatch.md',
  correlationId: null,
  at: new Date('2026-01-01T00:00:00.000Z'),
};

describe('a page', () => {
  it('is what Slack’s incoming webhooks take', () => {
    expect(pageBody(page, 'slack', null)).toEqual({
      text: expect.stringContaining('LEDGER_MISMATCH (economics): Two accounts do not agree.'),
    });
  });

  it('is what PagerDuty’s Events API v2 takes, under one key however often it comes', () => {
    expect(pageBody(page, 'pagerduty', 'R1')).toMatchObject({
      routing_key: 'R1',
      event_action: 'trigger',
      dedup_key: '01a2',
      payload: { severity: 'critical', source: 'effect-studio', timestamp: '2026-01-01T00:00:00.000Z' },
    });
    const long = pageBody({ ...page, message: 'x'.repeat(5_000) }, 'pagerduty', 'R1');
    expect((long as { payload: { summary: string } }).payload.summary.length).toBeLessThanOrEqual(1_024);
  });
});

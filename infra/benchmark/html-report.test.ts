import { describe, expect, it } from 'vitest';
import { htmlReport } from './html-report.ts';
import { formatMatrix } from './matrix-table.ts';
import type { BenchmarkReport, ReportCell } from './run-benchmark.ts';

const cell = (provider: string, overrides: Partial<ReportCell> = {}): ReportCell => ({
  provider: { id: provider.toLowerCase(), name: provider },
  workflow: { id: `duotone-${provider.toLowerCase()}` },
  effectType: { id: 'duotone', title: 'Duotone', qualityFloor: 0.5 },
  attemptCount: 3,
  deliveredCount: 3,
  sampleCount: 3,
  quality: 0.8123,
  leastQuality: 0.79,
  greatestQuality: 0.84,
  busyMs: 1_234,
  costNanoUsd: '85000',
  margin: 0.99575,
  ...overrides,
});
const report = (cells: ReportCell[]): BenchmarkReport => ({
  id: 'round',
  state: 'FINISHED',
  cause: 'REQUESTED',
  repeats: 1,
  requestedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:05:00.000Z',
  runCount: 3,
  endedCount: 3,
  failedCount: 0,
  cells,
});
const twoCells = [
  cell('Swift'),
  cell('<b>Evil</b>', { quality: null, costNanoUsd: null, margin: null, deliveredCount: 2 }),
];

describe('the report of a benchmark', () => {
  it('tells quality, time, cost and margin, and what is not known', () => {
    expect(formatMatrix({ cells: twoCells }).split('\n')).toEqual([
      'effect   provider     quality    time       cost   margin             n',
      'Duotone  Swift          0.812  1.23 s  $0.000085  99.58 %             3',
      '         <b>Evil</b>        –  1.23 s   unpriced        –  3 (1 failed)',
    ]);
  });

  it('is a page that loads nothing and runs nothing', () => {
    const page = htmlReport(report(twoCells));
    expect(page).not.toMatch(/<script|<link|@import|url\(|src=|https?:/);
  });

  it('shows names as text, whatever is in them', () => {
    const page = htmlReport(report(twoCells));
    expect(page).not.toContain('<b>Evil');
    expect(page).toContain('&lt;b&gt;Evil&lt;/b&gt;');
  });

  it('says every figure of a chart in words, too', () => {
    const page = htmlReport(report([cell('Swift')]));
    expect(page).toContain('aria-label="Quality: Swift 0.812"');
    expect(page).toContain('<th scope="row">Swift</th>');
  });
});

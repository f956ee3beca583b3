import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatPercent,
  formatPointChange,
  formatScore,
  formatTokens,
  formatUsd,
  formatUsdPerHour,
  formatWhen,
} from './format.ts';

describe('money', () => {
  it('shows two digits for an amount and four for a unit cost', () => {
    expect(formatUsd('41450000000')).toBe('$41.45');
    expect(formatUsd('31200000', 'unit')).toBe('$0.0312');
  });

  it('writes a true minus and groups thousands', () => {
    expect(formatUsd('-3500000000')).toBe('\u2212$3.50');
    expect(formatUsd('1234567890000000')).toBe('$1,234,567.89');
  });

  it('keeps cents of amounts that a float cannot hold', () => {
    expect(formatUsd('90071992547409930000000')).toBe('$90,071,992,547,409.93');
  });

  it('rounds half away from zero and carries into the dollars', () => {
    expect(formatUsd('995000000')).toBe('$1.00');
    expect(formatUsd('-5000000')).toBe('\u2212$0.01');
    expect(formatUsd('4999999')).toBe('<$0.01');
  });

  it('never shows a cost as nothing, and nothing as a cost', () => {
    expect(formatUsd('12', 'unit')).toBe('<$0.0001');
    expect(formatUsd('0')).toBe('$0.00');
  });

  it('keeps small burn rates readable', () => {
    expect(formatUsdPerHour('41450000000')).toBe('$41.45/h');
    expect(formatUsdPerHour('6400000')).toBe('$0.0064/h');
    expect(formatUsdPerHour('0')).toBe('$0.00/h');
  });
});

it('shows tokens whole, compact from 100k', () => {
  expect(formatTokens(1240)).toBe('1,240 tk');
  expect(formatTokens(-40)).toBe('\u221240 tk');
  expect(formatTokens(1_310_000)).toBe('1.3M tk');
});

it('shows percent with one digit and never a negative zero', () => {
  expect(formatPercent(0.3361)).toBe('33.6%');
  expect(formatPercent(-0.112)).toBe('\u221211.2%');
  expect(formatPercent(-0.0001)).toBe('0.0%');
  expect(formatPercent(null)).toBe('—');
});

it('signs a change in percentage points', () => {
  expect(formatPointChange(-0.021)).toBe('\u22122.1 pp');
  expect(formatPointChange(0.004)).toBe('+0.4 pp');
  expect(formatPointChange(0)).toBe('0.0 pp');
});

it('shows a duration in the unit that fits', () => {
  expect([850, 42_100, 59_990, 754_000, 11_100_000].map(formatDuration)).toEqual([
    '850 ms',
    '42.1 s',
    '1m 0s',
    '12m 34s',
    '3h 5m',
  ]);
});

it('is relative under a day and a date after it', () => {
  const now = new Date('2026-05-02T12:00:00Z');
  expect(formatWhen('2026-05-02T11:57:00Z', now)).toBe('3 min ago');
  expect(formatWhen('2026-05-02T11:59:55Z', now)).toBe('just now');
  expect(formatWhen('2026-05-01T13:00:00Z', now)).toBe('23 h ago');
  expect(formatWhen('2026-04-30T12:00:00Z', now)).toContain('30 Apr');
});

it('shows bytes in decimal units and quality as points', () => {
  expect([999, 1500, 12_300_000, 2_000_000_000].map(formatBytes)).toEqual([
    '999 B',
    '1.5 kB',
    '12.3 MB',
    '2.0 GB',
  ]);
  expect(formatScore(0.896)).toBe('90');
});

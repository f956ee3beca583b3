/** Every format that people see: the only place that calls Intl. Missing values are shown as an em dash. */

export const MISSING = '—';
const TRUE_MINUS = '\u2212';
const NANO_PER_USD = 1_000_000_000n;

const trueMinus = (text: string): string => text.replace('-', TRUE_MINUS);
const oneDigit = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'negative',
});
const signedDigit = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, signDisplay: 'negative' });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const momentWithZone = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'long',
});
const dayOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const hourOnly = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/**
 * Dollars from nano-USD, rounded half away from zero in whole numbers, so that no cent is lost to a float.
 * An amount that would round to nothing is shown as less than the smallest digit.
 * @param kind `amount`: 2 digits; `unit`: 4 digits, for the cost of one thing
 */
export function formatUsd(nanoUsd: string | bigint, kind: 'amount' | 'unit' = 'amount'): string {
  const nano = BigInt(nanoUsd);
  const digits = kind === 'unit' ? 4 : 2;
  const step = NANO_PER_USD / 10n ** BigInt(digits);
  const size = nano < 0n ? -nano : nano;
  const steps = (size + step / 2n) / step;
  const sign = nano < 0n ? TRUE_MINUS : '';
  if (steps === 0n && size > 0n) return `${sign || '<'}$0.${'0'.repeat(digits - 1)}1`;
  const perUsd = 10n ** BigInt(digits);
  const fraction = (steps % perUsd).toString().padStart(digits, '0');
  return `${sign}$${whole.format(steps / perUsd)}.${fraction}`;
}

/** Dollars per hour; under a dollar with the digits of a unit cost. */
export function formatUsdPerHour(nanoUsdPerHour: string | bigint): string {
  const nano = BigInt(nanoUsdPerHour);
  const isSmall = nano !== 0n && nano < NANO_PER_USD && nano > -NANO_PER_USD;
  return `${formatUsd(nano, isSmall ? 'unit' : 'amount')}/h`;
}

/** Whole tokens; compact from 100,000 on (the full value belongs into a tooltip). */
export function formatTokens(tokens: number): string {
  const text = Math.abs(tokens) >= 100_000 ? compact.format(tokens) : whole.format(tokens);
  return `${trueMinus(text)} tk`;
}

/** @param share 0 to 1, or null when it is not known */
export function formatPercent(share: number | null | undefined): string {
  return share == null ? MISSING : `${trueMinus(oneDigit.format(share * 100))}%`;
}

/** A change of a percentage, in percentage points, with its sign. @param share 0.01 is one point */
export function formatPointChange(share: number | null | undefined): string {
  return share == null ? MISSING : `${trueMinus(signedDigit.format(share * 100))} pp`;
}

/** A quality of 0 to 1 as points of 100. */
export function formatScore(quality: number | null | undefined): string {
  return quality == null ? MISSING : whole.format(Math.round(quality * 100));
}

export const formatCount = (count: number): string => trueMinus(whole.format(count));

/** `850 ms`, `42.1 s`, `12m 34s`, `3h 5m`. @param ms milliseconds, 0 or more */
export function formatDuration(ms: number | null | undefined): string {
  if (ms == null) return MISSING;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${oneDigit.format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
}

/** Relative under 24 h, a date after that. */
export function formatWhen(moment: string | Date, now: Date): string {
  const at = new Date(moment);
  const seconds = Math.floor((now.getTime() - at.getTime()) / 1000);
  if (seconds < 0 || seconds >= 86_400) return dayAndTime.format(at);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** The moment in full with its zone, for a tooltip. */
export const formatMoment = (moment: string | Date): string => momentWithZone.format(new Date(moment));

/** Time of day on a 24-hour clock with seconds. */
export const formatClock = (moment: string | Date): string => clock.format(new Date(moment));

/** `27 Nov`. */
export const formatDay = (moment: string | Date): string => dayOnly.format(new Date(moment));

/** `14:30`. */
export const formatHour = (moment: string | Date): string => hourOnly.format(new Date(moment));

/** `in 4 min`, `in 12 s`; what is due already says so. */
export function formatUntil(moment: string | Date, now: Date): string {
  const ms = new Date(moment).getTime() - now.getTime();
  return ms <= 0 ? 'due now' : `in ${formatDuration(ms)}`;
}

/** An amount of money with its sign, for a change. */
export function formatUsdChange(nanoUsd: string | bigint, kind: 'amount' | 'unit' = 'amount'): string {
  const nano = BigInt(nanoUsd);
  return nano > 0n ? `+${formatUsd(nano, kind)}` : formatUsd(nano, kind);
}

/** Dollars as a number, for a chart's axis; sums are made in whole nano-USD before. */
export const usdNumber = (nanoUsd: string | bigint): number => Number(BigInt(nanoUsd)) / 1e9;

/** A number of dollars on an axis. */
export const formatUsdNumber = (usd: number): string =>
  formatUsd(BigInt(Math.round(usd * 1e9)), Math.abs(usd) < 0.1 && usd !== 0 ? 'unit' : 'amount');

/** Decimal units: `12.3 MB`. @param bytes 0 or more */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${oneDigit.format(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${oneDigit.format(bytes / 1e6)} MB`;
  return `${oneDigit.format(bytes / 1e9)} GB`;
}

import { formatMoment, formatWhen } from '@effect-studio/web-kit/format.ts';

const CLASSES: Readonly<Record<string, string>> = {
  GPU_SATURATION: 'Saturated machines',
  PROVIDER_LATENCY_DEGRADATION: 'Slow provider',
  PROVIDER_API_THROTTLING: 'Throttled provider',
  COLD_START_PENALTY: 'Cold starts',
  WORKFLOW_INEFFICIENCY: 'Inefficient workflow',
  TOKEN_DEPLETION_RISK: 'Tokens run out',
};

const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const CODE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;

/**
 * A message of the platform as people read it: moments in their own zone, classes of bottlenecks by their names. Words
 * that it does not know stay as they are.
 */
export function messageWords(message: string, now: Date): string {
  return message
    .replace(MOMENT, (moment) => formatWhen(moment, now))
    .replace(CODE, (code) => CLASSES[code] ?? code)
    .replace(/^UNKNOWN at /, 'Unexplained trouble at ');
}

/** The same with nothing left out, for a tooltip. */
export const messageInFull = (message: string): string => message.replace(MOMENT, formatMoment);

import { formatDuration, formatPercent } from '@effect-studio/web-kit/format.ts';
import type { AlertSignal, BottleneckClass } from '../../../generated/graphql.ts';

/** A signal as people read it: the graph keeps logarithms of what may be any number of times the usual. */
export interface SignalScale {
  /** From the graph's value to what is drawn. */
  drawn: (value: number) => number;
  format: (drawn: number) => string;
}

const times: SignalScale = { drawn: Math.exp, format: (ratio) => `${ratio.toFixed(2)}×` };
const share: SignalScale = { drawn: (value) => value, format: formatPercent };
const wait: SignalScale = {
  drawn: (value) => Math.expm1(value),
  format: (seconds) => formatDuration(seconds * 1_000),
};
const hours: SignalScale = { drawn: (value) => value, format: (value) => `${value.toFixed(1)} h` };

const SCALES: Partial<Record<AlertSignal, SignalScale>> = {
  LATENCY: times,
  COST: times,
  QUEUE: wait,
  BALANCE: hours,
};

export const scaleOf = (signal: AlertSignal): SignalScale => SCALES[signal] ?? share;

/** The signal that tells most about a class. */
export const SIGNAL_OF: Record<BottleneckClass, AlertSignal> = {
  GPU_SATURATION: 'QUEUE',
  PROVIDER_LATENCY_DEGRADATION: 'LATENCY',
  PROVIDER_API_THROTTLING: 'THROTTLING',
  COLD_START_PENALTY: 'STARTUP',
  WORKFLOW_INEFFICIENCY: 'COST',
  TOKEN_DEPLETION_RISK: 'BALANCE',
  UNKNOWN: 'LATENCY',
};

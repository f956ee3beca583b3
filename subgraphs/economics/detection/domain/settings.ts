import { CUSUM_DEFAULTS, type CusumOptions } from './cusum.ts';
import { HYSTERESIS_DEFAULTS, type HysteresisOptions } from './hysteresis.ts';
import { MAD_CUT } from './mad-score.ts';
import type { Signal } from './subject.ts';

/** How one signal is watched. */
export interface SignalSettings {
  /** Points from fewer attempts than this say too little and count as missing. */
  minSamples: number;
  /** Least spread that is believed, in the unit of the series. */
  minScale: number;
  /** Least change against what is expected that is worth an alarm, in the unit of the series. */
  minEffect: number;
  /** Values below this are fine, whatever was usual; null: none are. */
  minValue: number | null;
  /** Limit that is a fault whatever was usual before; null: none. */
  limit: number | null;
  /** On which side of `limit` the fault lies. */
  worse: 'ABOVE' | 'BELOW';
  /** Whether changes against the past are watched, or the limit alone. */
  isForecast: boolean;
}

/** Every threshold of detection. A change is a new version: alerts name the one that they were made under. */
export interface DetectionSettings {
  version: string;
  /** Points of one season: a day of quarters of an hour. */
  seasonLength: number;
  /** Smoothing of the forecast: slow, so that a fault is not learnt as the new normal. */
  smoothing: { alpha: number; beta: number; gamma: number };
  /** Of the forecast's interval. */
  bandConfidence: number;
  cusum: CusumOptions;
  /** Standardised residuals count in the CUSUM up to this much: single spikes are the z-score's to find. */
  cusumWinsor: number;
  madCut: number;
  hysteresis: HysteresisOptions;
  /** Residuals that the spread is measured on, … */
  residualWindow: number;
  /** … and how many are needed before anything but a limit can alarm. */
  minResiduals: number;
  /** Points that the present is averaged over: an hour. */
  recentPoints: number;
  /** An alarm that lasts longer than this is the new normal: the series is learnt afresh. */
  acceptAfterPoints: number;
  /** Attempts after which what is usual for a cell is forgotten half. */
  referenceAttempts: number;
  /** Attempts of a cell before it takes part in a comparison. */
  minReferenceAttempts: number;
  signals: Readonly<Record<Signal, SignalSettings>>;
}

const FORECAST: SignalSettings = {
  minSamples: 3,
  minScale: 0,
  minEffect: 0,
  minValue: null,
  limit: null,
  worse: 'ABOVE',
  isForecast: true,
};
const LIMIT_ONLY = { minSamples: 1, isForecast: false };

/** LATENCY and COST are natural logarithms of a ratio, QUEUE of 1 + seconds; the others are shares, BALANCE hours. */
export const DETECTION_SETTINGS: Readonly<DetectionSettings> = Object.freeze<DetectionSettings>({
  version: 'detection-1',
  seasonLength: 96,
  smoothing: { alpha: 0.05, beta: 0.001, gamma: 0.15 },
  bandConfidence: 0.99,
  cusum: CUSUM_DEFAULTS,
  cusumWinsor: 3,
  madCut: MAD_CUT,
  hysteresis: HYSTERESIS_DEFAULTS,
  residualWindow: 192,
  minResiduals: 32,
  recentPoints: 4,
  acceptAfterPoints: 288,
  referenceAttempts: 2_000,
  minReferenceAttempts: 20,
  signals: {
    LATENCY: { ...FORECAST, minScale: 0.05, minEffect: 0.15 },
    COST: { ...FORECAST, minScale: 0.05, minEffect: 0.15 },
    ERRORS: { ...FORECAST, minScale: 0.01, minEffect: 0.05, limit: 0.05 },
    THROTTLING: { ...FORECAST, minScale: 0.01, minEffect: 0.05, limit: 0.05 },
    QUEUE: { ...FORECAST, minScale: 0.2, minEffect: 0.7, minValue: Math.log1p(10) },
    STARTUP: { ...FORECAST, minScale: 0.02, minEffect: 0.1, minValue: 0.1 },
    UTILISATION: { ...FORECAST, ...LIMIT_ONLY, limit: 0.9 },
    BALANCE: { ...FORECAST, ...LIMIT_ONLY, limit: 24, worse: 'BELOW' },
  },
});

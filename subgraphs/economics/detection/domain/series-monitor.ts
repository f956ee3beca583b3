import {
  chooseSeasonality,
  expectNext,
  fitHoltWinters,
  follow,
  type HoltWintersState,
  type Seasonality,
} from '../../statistics/holt-winters.ts';
import { median } from '../../statistics/median.ts';
import { normalQuantile } from '../../statistics/normal-quantile.ts';
import { advanceCusum, CUSUM_START, type CusumState, estimatedRise } from './cusum.ts';
import { advanceHysteresis, HYSTERESIS_START, type HysteresisState } from './hysteresis.ts';
import { type RobustScale, robustScale, scoreIn } from './mad-score.ts';
import type { DetectionSettings, SignalSettings } from './settings.ts';

/** One point of a series. */
export interface Observation {
  /** Null when nothing happened that could be measured. */
  value: number | null;
  /** Attempts behind it. */
  sampleCount: number;
  /** Where the value is a share of attempts: the standard deviation follows from the share itself. */
  isShare?: boolean;
  /** Of a share: its lower bound over the last hour, which is what is held against limits. */
  lowerBound?: number;
}

export type Detector = 'CUSUM' | 'MAD' | 'HOLT_WINTERS' | 'THRESHOLD';

/** What the detectors say of one point. */
export interface Verdict {
  value: number | null;
  /** Null while too little is known. */
  expected: number | null;
  /** Distance from what was expected, in standard deviations; null when either is missing. */
  z: number | null;
  /** Mean distance of the last hour's points from what was expected, in the unit of the series; 0 when unknown. */
  recentShift: number;
  /** The strongest detector's statistic ÷ its limit: 1 or more is a breach. */
  score: number;
  detector: Detector | null;
  /** Whether the alarm is on, hysteresis included. */
  isOn: boolean;
}

/** What is remembered of a series between two points; plain JSON. */
export interface MonitorState {
  settingsVersion: string;
  /** Until three seasons are known. */
  history: readonly (number | null)[];
  model: HoltWintersState | null;
  seasonality: Seasonality;
  /** Of points outside alarms, newest last. */
  residuals: readonly number[];
  /** Of the newest points, alarms included. */
  recent: readonly (number | null)[];
  cusum: CusumState;
  alarm: HysteresisState;
  /** Points since the alarm went on. */
  alarmPoints: number;
}

export function newMonitor(settings: DetectionSettings): MonitorState {
  return {
    settingsVersion: settings.version,
    history: [],
    model: null,
    seasonality: 'additive',
    residuals: [],
    recent: [],
    cusum: CUSUM_START,
    alarm: HYSTERESIS_START,
    alarmPoints: 0,
  };
}

/**
 * Takes one more point of a series: forecast by Holt-Winters (by the median until two seasons are known), residual
 * in robust standard deviations, the four detectors, hysteresis. Points within an alarm, and single outliers, are
 * not learnt from. Pure; the state goes in and comes out.
 */
export function advanceMonitor(
  state: MonitorState,
  observation: Observation,
  signal: SignalSettings,
  settings: DetectionSettings,
): { state: MonitorState; verdict: Verdict } {
  const value = observation.sampleCount >= signal.minSamples ? observation.value : null;
  const expected = signal.isForecast ? expectation(state, settings) : null;
  const residual = value === null || expected === null ? null : value - expected;
  const spread = spreadOf(state, observation, expected, signal, settings);
  const z = residual === null || spread === null ? null : scoreIn(residual, spread);
  const winsor = settings.cusumWinsor;
  const cusum =
    z === null || state.model === null ? state.cusum : cappedCusum(state.cusum, z, winsor, settings);
  const recent = [...state.recent, residual].slice(-settings.recentPoints);
  const findings = changes(state, { residual, spread, z, cusum }, settings)
    // A share of few attempts jumps: what counts is how much of the change is certain.
    .map((one) => ({ ...one, effect: Math.min(one.effect, certainRise(observation, expected)) }))
    .map((one) =>
      isWorthwhile(value, one.effect, signal) ? one : { ...one, score: Math.min(one.score, 0.99) },
    )
    .concat(value === null ? [] : againstLimit(observation.lowerBound ?? value, signal));
  const strongest = strongestOf(findings);
  // Without a measurement nothing is known: the alarm stays as it is.
  const alarm =
    value === null
      ? state.alarm
      : advanceHysteresis(state.alarm, strongest?.score ?? 0, settings.hysteresis, {
          isConclusive: findings.some(({ detector, score }) => detector === 'CUSUM' && score >= 1),
        });
  const known = recent.filter((one) => one !== null);
  const verdict: Verdict = {
    value,
    expected,
    z,
    recentShift: known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length,
    score: strongest?.score ?? 0,
    detector: strongest && strongest.score > 0 ? strongest.detector : null,
    isOn: alarm.isOn,
  };
  const alarmPoints = alarm.isOn ? state.alarmPoints + 1 : 0;
  if (alarmPoints > settings.acceptAfterPoints) {
    return { state: newMonitor(settings), verdict: { ...verdict, isOn: false } };
  }
  const next = {
    ...state,
    cusum: state.alarm.isOn && !alarm.isOn ? CUSUM_START : cusum,
    recent,
    alarm,
    alarmPoints,
  };
  const isOrdinary = !alarm.isOn && (z === null || Math.abs(z) <= settings.madCut);
  return {
    state: signal.isForecast ? learn(next, isOrdinary ? value : null, residual, settings) : next,
    verdict,
  };
}

const isWorthwhile = (
  value: number | null,
  effect: number,
  { minEffect, minValue }: SignalSettings,
): boolean => effect >= minEffect && (minValue === null || (value ?? 0) >= minValue);

const certainRise = ({ lowerBound }: Observation, expected: number | null): number =>
  lowerBound === undefined || expected === null ? Number.POSITIVE_INFINITY : lowerBound - expected;

interface Evidence {
  residual: number | null;
  spread: RobustScale | null;
  z: number | null;
  cusum: CusumState;
}

interface Finding {
  detector: Detector;
  score: number;
  /** Change in the unit of the series. */
  effect: number;
}

/** What the detectors of change find; each upwards only, since that is the bad side of every forecast signal. */
function changes(state: MonitorState, evidence: Evidence, settings: DetectionSettings): Finding[] {
  const { residual, spread, z, cusum } = evidence;
  if (residual === null || spread === null || z === null) return [];
  const findings: Finding[] = [{ detector: 'MAD', score: z / settings.madCut, effect: residual }];
  if (state.model === null) return findings;
  const band = normalQuantile(0.5 + settings.bandConfidence / 2);
  return [
    ...findings,
    { detector: 'HOLT_WINTERS', score: z / band, effect: residual },
    {
      detector: 'CUSUM',
      score: cusum.high / settings.cusum.h,
      effect: estimatedRise(cusum, settings.cusum) * spread.scale,
    },
  ];
}

function againstLimit(value: number, { limit, worse, minEffect }: SignalSettings): Finding[] {
  if (limit === null) return [];
  const score = worse === 'ABOVE' ? value / limit : value <= 0 ? 10 : limit / value;
  return [{ detector: 'THRESHOLD', score, effect: minEffect }];
}

/** Infinite scores, of a series that never changed, are held at a number that JSON has. */
function strongestOf(findings: readonly Finding[]): Finding | null {
  const strongest = findings.reduce<Finding | null>((a, b) => (a && a.score >= b.score ? a : b), null);
  return strongest && { ...strongest, score: Math.min(100, Math.max(0, strongest.score)) };
}

/** Held at a little over its limit, so that it comes down again soon after the fault is over. */
function cappedCusum(state: CusumState, z: number, winsor: number, { cusum }: DetectionSettings): CusumState {
  const next = advanceCusum(state, Math.min(winsor, Math.max(-winsor, z)), cusum);
  const cap = cusum.h * 1.25;
  return { ...next, high: Math.min(cap, next.high), low: Math.min(cap, next.low) };
}

function expectation(state: MonitorState, settings: DetectionSettings): number | null {
  if (state.model) return expectNext(state.model, state.seasonality);
  const known = state.history.filter((value) => value !== null);
  return known.length < settings.minResiduals ? null : median(known);
}

/** Null while fewer residuals are known than it takes. Residuals scatter around zero: the forecast is the centre. */
function spreadOf(
  state: MonitorState,
  { isShare, sampleCount }: Observation,
  expected: number | null,
  signal: SignalSettings,
  settings: DetectionSettings,
): RobustScale | null {
  if (expected === null) return null;
  if (state.residuals.length < settings.minResiduals) return null;
  const measured = robustScale(state.residuals).scale;
  const floor = isShare
    ? Math.max(signal.minScale, binomialDeviation(expected, sampleCount))
    : signal.minScale;
  return { median: 0, scale: Math.max(measured, floor) };
}

/** Of a share of `count` attempts; a share that was never seen is taken for one in a hundred. */
function binomialDeviation(share: number, count: number): number {
  const held = Math.min(0.99, Math.max(0.01, share));
  return Math.sqrt((held * (1 - held)) / Math.max(1, count));
}

function learn(
  state: MonitorState,
  value: number | null,
  residual: number | null,
  settings: DetectionSettings,
): MonitorState {
  const { seasonLength, smoothing } = settings;
  const residuals =
    value === null || residual === null
      ? state.residuals
      : [...state.residuals, residual].slice(-settings.residualWindow);
  if (state.model && state.history.length === 0) {
    return { ...state, residuals, model: follow(state.model, value, state.seasonality, smoothing) };
  }
  const history = [...state.history, value];
  if (!state.model) return begin({ ...state, residuals, history }, settings);
  if (history.length < 3 * seasonLength) {
    return { ...state, residuals, history, model: follow(state.model, value, state.seasonality, smoothing) };
  }
  const fit = (series: readonly (number | null)[], length: number, kind: Seasonality) =>
    fitHoltWinters(series, length, kind, smoothing);
  const seasonality = chooseSeasonality(history, seasonLength, fit);
  return {
    ...state,
    residuals,
    history: [],
    seasonality,
    model: fit(history, seasonLength, seasonality).state,
  };
}

/** The forecast begins with the second full season, when at least half of the points are known. */
function begin(state: MonitorState, settings: DetectionSettings): MonitorState {
  const { history } = state;
  const known = history.filter((value) => value !== null);
  const middle = known.length < settings.minResiduals ? null : median(known);
  const residuals =
    state.residuals.length === 0 && middle !== null ? known.map((value) => value - middle) : state.residuals;
  const enough = 2 * settings.seasonLength;
  if (history.length < enough) return { ...state, residuals };
  if (known.length < enough / 2) return { ...state, residuals, history: history.slice(1) };
  const { state: model } = fitHoltWinters(history, settings.seasonLength, 'additive', settings.smoothing);
  return { ...state, residuals, model };
}

/** When an alarm goes on and off again. */
export interface HysteresisOptions {
  /** Breaches that switch on, default 3, … */
  onCount: number;
  /** … among this many of the newest points, default 5. */
  ofCount: number;
  /** Points in a row that switch off, default 5, … */
  offCount: number;
  /** … when below this share of the limit, default 0.8. */
  offBelow: number;
}

export interface HysteresisState {
  isOn: boolean;
  /** Whether the newest points breached, oldest first; at most `ofCount`. */
  breaches: readonly boolean[];
  /** Points in a row below `offBelow`. */
  calmCount: number;
}

export const HYSTERESIS_DEFAULTS: Readonly<HysteresisOptions> = Object.freeze({
  onCount: 3,
  ofCount: 5,
  offCount: 5,
  offBelow: 0.8,
});
export const HYSTERESIS_START: Readonly<HysteresisState> = Object.freeze({
  isOn: false,
  breaches: Object.freeze([]),
  calmCount: 0,
});

/**
 * One step of an alarm that does not flutter: on after 3 breaches in 5 points, off after 5 points in a row below
 * 80 % of the limit. @param ratio value ÷ limit; a breach is 1 or more @param evidence conclusive when the ratio
 * already stands for many points, as a CUSUM does: then one breach is enough
 */
export function advanceHysteresis(
  state: HysteresisState,
  ratio: number,
  options: HysteresisOptions = HYSTERESIS_DEFAULTS,
  { isConclusive = false }: { isConclusive?: boolean } = {},
): HysteresisState {
  const breaches = [...state.breaches, ratio >= 1].slice(-options.ofCount);
  const calmCount = ratio < options.offBelow ? state.calmCount + 1 : 0;
  const isOn = state.isOn
    ? calmCount < options.offCount
    : isConclusive || breaches.filter((isBreach) => isBreach).length >= options.onCount;
  // A new alarm starts from nothing: breaches that belonged to the last one do not count again.
  return state.isOn && !isOn ? { isOn, breaches: [], calmCount } : { isOn, breaches, calmCount };
}

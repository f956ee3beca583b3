import { wilsonInterval } from '../../statistics/wilson.ts';
import { addEvidence, type Evidence, evidenceOf, noEvidence, scaleEvidence } from './evidence.ts';
import type { Observation } from './observation.ts';
import { CYCLE_MS, cycleOf, LEARNING } from './policy.ts';

/** What a workflow's past amounts to. */
export interface History {
  evidence: Evidence;
  /** Undiscounted attempts of the time that is looked back on. */
  sampleCount: number;
  /** Closed to traffic because it failed too often; probes decide when it is open again. */
  isGated: boolean;
  /** Some recent work of it has no price yet. */
  isUnpriced: boolean;
}

/** The gate and the evidence, after one cycle. */
interface GateState {
  evidence: Evidence;
  /** The cycle that `evidence` is discounted to. */
  cycle: number;
  isGated: boolean;
  /** Good attempts in a row. */
  streak: number;
  /** Bad attempts in a row. */
  failureStreak: number;
  /** Attempts per cycle, discounted like the evidence. */
  seenAttempts: number;
  seenCycles: number;
  /** Cycles in which it closed lately. */
  closings: number[];
  /** Of the last cycles while the gate is open. */
  recent: { cycle: number; bad: number; total: number }[];
}

/**
 * Folds a workflow's observations, oldest first, into evidence and the state of its gate. Pure: no state is kept
 * between manifests.
 *
 * The gate closes when over the last one to `cycles` cycles at least `minFailures` attempts were bad and the Wilson lower
 * bound of their share is above `maxFailureShare`; where work is sparse also after `minFailures` bad ones in a
 * row. What was known before the closing cycle is then set aside undiscounted, since an outage says nothing about
 * how good a provider is when it works. After `reopenSuccesses` good probes in a row (doubled by each further
 * closing within a day) it opens with `evidenceKept` of that. Without any attempt for `cycles` cycles nobody could probe
 * it, and it opens as well.
 * @param changedAt when the workflow became what it is; of what was known before, a tenth is left
 */
export function historyOf(
  observations: readonly Observation[],
  now: Date,
  changedAt: Date | null = null,
): History {
  const ordered = [...observations].sort((a, b) => a.cycleStart.getTime() - b.cycleStart.getTime());
  const state: GateState = {
    evidence: noEvidence(),
    cycle: 0,
    isGated: false,
    streak: 0,
    failureStreak: 0,
    seenAttempts: 0,
    seenCycles: 0,
    closings: [],
    recent: [],
  };
  const present = Math.round(cycleOf(now).getTime() / CYCLE_MS);
  let [sampleCount, unpriced] = [0, 0];
  // The cycle in which it changed has work of both; it counts as the new one's.
  let changedIn = changedAt ? Math.round(cycleOf(changedAt).getTime() / CYCLE_MS) : null;
  const forgetBefore = (cycle: number): void => {
    if (changedIn === null || cycle < changedIn) return;
    scaleEvidence(state.evidence, LEARNING.change.evidenceKept);
    changedIn = null;
  };
  for (const seen of ordered) {
    const cycle = Math.round(seen.cycleStart.getTime() / CYCLE_MS);
    forgetBefore(cycle);
    passTime(state, cycle);
    if (state.isGated) whileClosed(state, seen, cycle);
    else whileOpen(state, seen, cycle);
    sampleCount += seen.successes + seen.failures;
    if (present - cycle < LEARNING.gate.cycles) unpriced += seen.unpricedAttempts;
  }
  forgetBefore(present);
  passTime(state, present);
  return { evidence: state.evidence, sampleCount, isGated: state.isGated, isUnpriced: unpriced > 0 };
}

/** Ages the evidence, unless the gate is closed; opens a gate that nobody could probe. */
function passTime(state: GateState, cycle: number): void {
  const passed = Math.max(0, cycle - state.cycle);
  if (state.isGated && passed >= LEARNING.gate.cycles) reopen(state);
  if (!state.isGated) {
    scaleEvidence(state.evidence, LEARNING.discountPerCycle ** passed);
    state.seenAttempts *= LEARNING.discountPerCycle ** passed;
    state.seenCycles *= LEARNING.discountPerCycle ** passed;
  }
  state.cycle = Math.max(state.cycle, cycle);
}

function whileOpen(state: GateState, seen: Observation, cycle: number): void {
  const { gate } = LEARNING;
  const bad = seen.failures + seen.rejections;
  const total = seen.successes + seen.failures;
  state.recent = state.recent.filter((one) => cycle - one.cycle < gate.cycles);
  state.recent.push({ cycle, bad: Math.min(bad, total), total });
  followStreaks(state, seen, total);
  state.seenAttempts += total;
  state.seenCycles += 1;
  const isPattern = state.recent.some((_, from) => isFailing(state.recent.slice(from)));
  const isSparse = state.seenAttempts < gate.sparseAttempts * state.seenCycles;
  if (isPattern || (isSparse && state.failureStreak >= gate.minFailures)) {
    state.isGated = true;
    state.streak = 0;
    state.closings = [...state.closings.filter((one) => cycle - one < gate.closingsCycles), cycle];
    return;
  }
  const fresh = evidenceOf(seen);
  if (hasChanged(state.evidence, fresh)) scaleEvidence(state.evidence, LEARNING.change.evidenceKept);
  addEvidence(state.evidence, fresh);
}

/** Whether the bad ones of some cycles are a pattern. Asked of every stretch up to now: a sudden outage must not hide behind an hour of good work. */
function isFailing(cycles: GateState['recent']): boolean {
  const { gate } = LEARNING;
  const bad = cycles.reduce((sum, one) => sum + one.bad, 0);
  const total = cycles.reduce((sum, one) => sum + one.total, 0);
  return bad >= gate.minFailures && wilsonInterval(bad, total, gate.z).lower > gate.maxFailureShare;
}

/**
 * Whether a cycle's quality is too far from what was known to be chance: a workflow that was quietly changed is
 * learned anew instead of being averaged with its old self for hours. A z-test with the variance of both.
 */
function hasChanged(known: Evidence, fresh: Evidence): boolean {
  const { change } = LEARNING;
  if (known.judged < change.minJudged || fresh.judged < change.minJudged) return false;
  const judged = known.judged + fresh.judged;
  const within = (own: Evidence): number => own.qualitySquared - own.quality ** 2 / own.judged;
  const variance = Math.max(1e-6, (within(known) + within(fresh)) / judged);
  const difference = known.quality / known.judged - fresh.quality / fresh.judged;
  return difference ** 2 > change.z ** 2 * variance * (1 / known.judged + 1 / fresh.judged);
}

function whileClosed(state: GateState, seen: Observation, cycle: number): void {
  followStreaks(state, seen, seen.successes + seen.failures);
  if (state.streak < successesNeeded(state)) return;
  reopen(state);
  addEvidence(state.evidence, evidenceOf(seen));
  state.cycle = cycle;
}

/** Each closing of the last day doubles them: what fails now and then would else be trusted again and again. */
const successesNeeded = ({ closings }: GateState): number =>
  LEARNING.gate.reopenSuccesses * 2 ** Math.min(3, Math.max(0, closings.length - 1));

function reopen(state: GateState): void {
  state.isGated = false;
  state.streak = 0;
  state.failureStreak = 0;
  state.recent = [];
  scaleEvidence(state.evidence, LEARNING.gate.evidenceKept);
}

function followStreaks(state: GateState, seen: Observation, total: number): void {
  state.streak =
    seen.trailingSuccesses === total ? state.streak + seen.trailingSuccesses : seen.trailingSuccesses;
  state.failureStreak =
    seen.trailingFailures === total ? state.failureStreak + seen.trailingFailures : seen.trailingFailures;
}

import { clamp } from '@effect-studio/media/statistics';
import type { QualityVector } from '@effect-studio/schema/media/quality-vector';
import type { EffectExpectation } from './effect-expectations.ts';
import type { MotionExcess } from './measures/motion-residual.ts';
import type { NativeComparison } from './measures/native-comparison.ts';
import type { StyleDistance } from './measures/style-adherence.ts';
import type { TemporalComparison } from './measures/temporal-comparison.ts';

/** Everything that was measured on one candidate. */
export interface QualityMeasurements extends NativeComparison, TemporalComparison, MotionExcess {
  colourBreakage: number;
  /** Share of the footage's length that is missing. */
  missingShare: number;
  soundLoss: number;
  style: StyleDistance;
  /** 0 to 100; null where it does not apply or cannot be measured. */
  vmaf: number | null;
}

/** VMAF of two pictures between which nobody sees a difference, and of such that have little in common. */
const VMAF_FULL = 95;
const VMAF_NONE = 5;

/** 1 without damage, falling by e for each `scale` of it beyond what is expected. */
function decay(damage: number, scale: number, expected = 0): number {
  return Math.exp(-Math.max(0, damage - expected) / scale);
}

function artifacts(m: QualityMeasurements, expected: EffectExpectation): number {
  const factors = [
    clamp((m.edgeRatio - 0.05) / (0.95 - expected.edgeLoss)),
    decay(m.addedBlockiness, 1.2),
    decay(m.addedNoise, 5, expected.noise),
    decay(m.addedBanding, 0.25, expected.banding),
    1 - Math.max(0, m.frozenShare - expected.frozenShare),
    1 - m.blackShare,
    1 - m.missingShare,
    1 - m.soundLoss,
    expected.colourBreakageCounts ? decay(m.colourBreakage, 8) : 1,
  ];
  // Softer than the plain product, so that two mild faults do not look like one gross one.
  return factors.reduce((product, factor) => product * Math.max(factor, 0.02), 1) ** (1 / 2.5);
}

function temporalConsistency(m: QualityMeasurements, expected: EffectExpectation): number {
  return (
    Math.sqrt(decay(m.restlessness, 2, expected.restlessness)) *
    decay(m.flicker, 25, expected.flicker) *
    Math.sqrt(decay(m.colourJumps, 2)) *
    (1 - Math.max(0, m.frozenShare - expected.frozenShare)) *
    wholeness(m, expected)
  );
}

/** 1 where made frames show what moves as one, less the more they double or tear it and the more there is that moves. */
function wholeness({ ghosting, movingShare }: QualityMeasurements, expected: EffectExpectation): number {
  return expected.ghosting === null ? 1 : decay(ghosting * Math.sqrt(movingShare), 0.5, expected.ghosting);
}

function fidelity(m: QualityMeasurements, expected: EffectExpectation): number {
  const structure = clamp(m.structure / expected.structure);
  if (m.vmaf === null) return structure;
  // Halves: neither decides alone.
  return (structure + clamp((m.vmaf - VMAF_NONE) / (VMAF_FULL - VMAF_NONE))) / 2;
}

/** The four-part vector of one candidate, judged by what its effect type is meant to change. */
export function scoreQuality(m: QualityMeasurements, expected: EffectExpectation): QualityVector {
  return {
    fidelity: fidelity(m, expected),
    artifacts: clamp(artifacts(m, expected)),
    styleAdherence: clamp(m.style.adherence / expected.adherence),
    temporalConsistency: clamp(temporalConsistency(m, expected)),
  };
}

/** Weighted mean of the four parts; weights need not sum to 1. */
export function compositeOf(vector: QualityVector, weights: Readonly<QualityVector>): number {
  const parts = ['fidelity', 'artifacts', 'styleAdherence', 'temporalConsistency'] as const;
  const total = parts.reduce((sum, part) => sum + weights[part], 0);
  return clamp(parts.reduce((sum, part) => sum + weights[part] * vector[part], 0) / total);
}

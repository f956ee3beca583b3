import { newId } from '@effect-studio/kernel/ids';
import { count, dollars, percent, points } from '../domain/figures.ts';
import type { Finding } from '../domain/recommendation.ts';
import { wordingOf } from '../domain/wording.ts';
import type { PreparedRound } from '../use-cases/generate-recommendations.ts';

/** A switch of one effect from one provider to another that would save twelve dollars a month. */
export function sampleFinding(effectTypeId = `effect-${newId()}`): Finding {
  return {
    proposal: {
      kind: 'PROVIDER_SWITCH',
      effectTypeId,
      fromProviderId: 'cpu-atelier',
      fromWorkflowId: `${effectTypeId}-fine`,
      toProviderId: 'cpu-swift',
      toWorkflowId: `${effectTypeId}-fast`,
    },
    subject: `PROVIDER_SWITCH:${effectTypeId}`,
    source: 'USER_RUNS',
    sampleCount: 412,
    confidence: 0.97,
    monthlyImpact: {
      expectedNanoUsd: 12_000_000_000n,
      lowerNanoUsd: 9_000_000_000n,
      upperNanoUsd: 15_000_000_000n,
      level: 0.8,
    },
    qualityChange: -0.01,
    isAutoApplicable: true,
    facts: {
      effect: effectTypeId,
      from: 'cpu-atelier',
      to: 'cpu-swift',
      fromWorkflow: `${effectTypeId}-fine`,
      toWorkflow: `${effectTypeId}-fast`,
      fromUnitCost: dollars(200_000),
      toUnitCost: dollars(140_000),
      costChange: percent(-0.3),
      fromQuality: percent(0.81),
      toQuality: percent(0.8),
      qualityChange: points(-0.01),
      impact: dollars(12e9),
      impactLower: dollars(9e9),
      impactUpper: dollars(15e9),
      level: { value: 0.8, text: '80 %' },
      confidence: percent(0.97),
      samples: count(412),
    },
  };
}

/** A round that found just this. */
export const roundOf = (finding: Finding): PreparedRound => ({
  found: [{ finding, wording: wordingOf(finding) }],
  batch: null,
  ordinal: 1,
  confidences: new Map(),
});

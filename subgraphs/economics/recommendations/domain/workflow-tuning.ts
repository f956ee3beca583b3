import { observedSums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { enoughSamples, meanQuality, pairedStratum, splitArms, unitCost } from './compare-arms.ts';
import { type Evidence, rowsBy, sumOf } from './evidence.ts';
import { dollars, percent } from './figures.ts';
import type { Hypothesis } from './hypothesis.ts';
import { compareWithIncumbent } from './provider-switch.ts';

/**
 * Two questions about workflows themselves: is another workflow of the same provider better for the effect, and did a
 * workflow get dearer, compared with itself in the earlier half of the evidence, without getting better?
 */
export function workflowTunings(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  return [...betterSiblings(evidence, policy), ...regressions(evidence, policy)];
}

function betterSiblings(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  return compareWithIncumbent(
    evidence,
    policy,
    (incumbent, other) => incumbent.providerId === other.providerId,
  ).map(({ incumbent, other, hypothesis }) => ({
    ...hypothesis,
    proposal: {
      kind: 'WORKFLOW_TUNING',
      effectTypeId: incumbent.effectTypeId,
      providerId: incumbent.providerId,
      workflowId: incumbent.workflowId,
      toWorkflowId: other.workflowId,
    },
    subject: `WORKFLOW_TUNING:${incumbent.effectTypeId}:${incumbent.workflowId}>${other.workflowId}`,
  }));
}

function regressions(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const ofPeople = evidence.arms.filter((row) => row.source === 'USER_RUNS');
  return [...rowsBy(ofPeople, (row) => `${row.effectTypeId}/${row.workflowId}`).values()].flatMap((rows) => {
    // To go back is to replace the recent ways by the earlier ones.
    const pair = { from: rows.filter((row) => row.isRecent), to: rows.filter((row) => !row.isRecent) };
    const sampleCount = enoughSamples(pair, 'USER_RUNS', policy);
    if (sampleCount === null) return [];
    const [row] = rows;
    const { effectTypeId, providerId, workflowId } = row!;
    const volumePerMonth = (2 * DAYS_PER_MONTH * sumOf(pair.from, (own) => own.volumeUnits)) / evidence.days;
    const stratum = pairedStratum(effectTypeId, pair, { from: new Map(), to: new Map() });
    const { from, to } = splitArms(observedSums(stratum));
    return [
      {
        proposal: { kind: 'WORKFLOW_TUNING', effectTypeId, providerId, workflowId, toWorkflowId: null },
        subject: `WORKFLOW_TUNING:${effectTypeId}:${workflowId}:regression`,
        source: 'USER_RUNS',
        sampleCount,
        strata: [stratum],
        touchesQuality: true,
        effectOf: ([sums]) => {
          const arms = splitArms(sums!);
          return {
            profitChange: volumePerMonth * (unitCost(arms.from) - unitCost(arms.to)),
            qualityChange: meanQuality(arms.to) - meanQuality(arms.from),
          };
        },
        facts: {
          effect: effectTypeId,
          from: providerId,
          fromWorkflow: workflowId,
          fromUnitCost: dollars(unitCost(from)),
          toUnitCost: dollars(unitCost(to)),
          costChange: percent(unitCost(from) / unitCost(to) - 1),
        },
      },
    ];
  });
}

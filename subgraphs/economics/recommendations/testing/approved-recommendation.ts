import type { TestStudio } from '@effect-studio/testing/test-studio';
import { decideRecommendation } from '../use-cases/decide-recommendation.ts';
import { storeRound } from '../use-cases/generate-recommendations.ts';
import { roundOf, sampleFinding } from './sample-round.ts';

/** A recommendation that was approved and waits for a person to carry it out. @returns its id */
export async function approvedRecommendation(studio: TestStudio): Promise<string> {
  const ctx = studio.call('economics');
  const finding = sampleFinding();
  return ctx.db.transaction(ctx, async (tx) => {
    // A tuning is always done by hand.
    const byHand = {
      ...finding,
      isAutoApplicable: false,
      proposal: {
        kind: 'WORKFLOW_TUNING' as const,
        effectTypeId: String(finding.facts.effect),
        providerId: 'cpu-atelier',
        workflowId: String(finding.facts.fromWorkflow),
        toWorkflowId: null,
      },
    };
    const [id] = await storeRound(tx, roundOf(byHand));
    await decideRecommendation(tx, id!, {
      decision: 'approved',
      decidedBy: null,
      decidedAt: tx.now,
      reason: null,
      snoozedUntil: null,
    });
    return id!;
  });
}

import type { CallContext } from '@effect-studio/kernel/context';
import {
  type InvalidInput,
  invalidInput,
  type NotFound,
  notFound,
  type ProblemOf,
  problem,
} from '@effect-studio/kernel/errors';
import { decisionsForJudging } from '../../exploration/persistence/decisions.ts';
import { faultOf } from '../../manifest/domain/check-policy.ts';
import type { ManifestEntry } from '../../manifest/domain/manifest.ts';
import type { RoutingPolicy } from '../../manifest/domain/policy.ts';
import { overridesInForce } from '../../manifest/persistence/overrides.ts';
import { policiesInForce } from '../../manifest/persistence/policies.ts';
import { entriesUnder, readCandidates, revenueOfRuns } from '../../manifest/use-cases/generate-manifest.ts';
import { judgePolicy, type PolicyJudgement, REQUIRED_SAMPLES } from '../domain/judge-policy.ts';

/** A draft of an effect type's settings; what is absent is as in force. */
export interface PolicyDraft {
  effectTypeId: string;
  changes: Partial<RoutingPolicy>;
  days: number;
}

export interface PolicySimulation extends PolicyJudgement {
  effectTypeId: string;
  verdict: 'BETTER' | 'WORSE' | 'UNDECIDED';
  draftEntries: ManifestEntry[];
}

export type NotEnoughEvidence = ProblemOf<
  'NotEnoughEvidence',
  { decisions: number; effectiveSamples: number; requiredSamples: number; support: number }
>;

const DAY_MS = 86_400_000;

/**
 * Judges a draft on logged traffic. The shares that the draft would give now and those of the settings in force are both
 * held against the decisions of the past; nothing is changed.
 */
export function simulatePolicy(
  ctx: CallContext,
  { effectTypeId, changes, days }: PolicyDraft,
): Promise<PolicySimulation | NotEnoughEvidence | NotFound | InvalidInput> {
  return ctx.db.transaction(ctx, async (tx) => {
    if (!(Number.isSafeInteger(days) && days >= 1 && days <= 90)) {
      return invalidInput('days', `Traffic of ${days} days cannot be read.`, 'Choose 1 to 90.');
    }
    const inForce = (await policiesInForce(tx))(effectTypeId).policy;
    const draft = { ...inForce, ...changes };
    const fault = faultOf(draft);
    if (fault) return invalidInput(fault.field, fault.cause, fault.suggestion);
    const candidates = (await readCandidates(tx, await overridesInForce(tx))).filter(
      (one) => one.effectTypeId === effectTypeId,
    );
    if (candidates.length === 0) return notFound('effect type with workflows', effectTypeId);
    const under = (policy: RoutingPolicy) =>
      entriesUnder(tx, candidates, { policyOf: () => policy, isExplorationStopped: false });
    const [draftEntries, present] = [await under(draft), await under(inForce)];
    const log = await decisionsForJudging(tx, effectTypeId, new Date(tx.now.getTime() - days * DAY_MS));
    const judgement = judgePolicy(
      log,
      { draft: sharesOf(draftEntries), inForce: sharesOf(present) },
      { policy: inForce, revenueNanoUsd: (await revenueOfRuns(tx))(effectTypeId) ?? 1 },
    );
    if (judgement.effectiveSamples < REQUIRED_SAMPLES) return notEnough(judgement, effectTypeId);
    const { lower, upper } = judgement.comparisons[0]!.difference;
    return {
      ...judgement,
      effectTypeId,
      draftEntries,
      verdict: lower > 0 ? 'BETTER' : upper < 0 ? 'WORSE' : 'UNDECIDED',
    };
  });
}

const sharesOf = (entries: readonly ManifestEntry[]): Map<string, number> =>
  new Map(entries.map((entry) => [entry.workflowId, entry.weight]));

function notEnough(judgement: PolicyJudgement, effectTypeId: string): NotEnoughEvidence {
  const { decisions, effectiveSamples, support } = judgement;
  const isUnsupported = support < 0.5;
  return problem(
    'NotEnoughEvidence',
    {
      title: 'Not enough evidence',
      status: 422,
      humanReadableCause: isUnsupported
        ? `Of the logged decisions ${((1 - support) * 100).toFixed(0)} % could not have drawn all that the draft would.`
        : `${decisions} decisions are worth ${effectiveSamples.toFixed(0)} observations for this draft; a verdict needs ${REQUIRED_SAMPLES}.`,
      suggestedAction: isUnsupported
        ? 'Let exploration reach those workflows first, or start an A/B.'
        : 'Judge it on more days, raise exploration for a while, or start an A/B.',
      instance: effectTypeId,
    },
    { decisions, effectiveSamples, requiredSamples: REQUIRED_SAMPLES, support },
  );
}

import type {
  PolicyPartsFragment,
  RoutingPolicyInput,
  RoutingPolicyKind,
} from '../../../generated/graphql.ts';

/** Settings as a form holds them; shares in percent. */
export interface PolicyDraft {
  kind: RoutingPolicyKind;
  explorationPercent: number;
  floorPercent: number;
  qualityFloorPercent: number;
  qualityPercent: number;
  costPercent: number;
  marginTolerancePercent: number;
}

const percent = (share: number): number => Math.round(share * 1000) / 10;
const share = (value: number): number => Math.round(value * 10) / 1000;

/** The settings in force as a draft. */
export const draftOfPolicy = (policy: PolicyPartsFragment): PolicyDraft => ({
  kind: policy.kind,
  explorationPercent: percent(policy.explorationShare),
  floorPercent: percent(policy.weightFloor),
  qualityFloorPercent: percent(policy.qualityFloor),
  qualityPercent: percent(policy.qualityWeight),
  costPercent: percent(policy.costWeight),
  marginTolerancePercent: percent(policy.marginTolerance),
});

/** What quality and cost leave of 100 goes to speed; below 0 the draft is none. */
export const speedPercent = ({ qualityPercent, costPercent }: PolicyDraft): number =>
  Math.round((100 - qualityPercent - costPercent) * 10) / 10;

/** What differs from the settings in force, as the graph takes it; the three weights go together. */
export function policyInputOf(before: PolicyDraft, draft: PolicyDraft): RoutingPolicyInput {
  const input: RoutingPolicyInput = {};
  if (draft.kind !== before.kind) input.kind = draft.kind;
  if (draft.explorationPercent !== before.explorationPercent)
    input.explorationShare = share(draft.explorationPercent);
  if (draft.floorPercent !== before.floorPercent) input.weightFloor = share(draft.floorPercent);
  if (draft.qualityFloorPercent !== before.qualityFloorPercent)
    input.qualityFloor = share(draft.qualityFloorPercent);
  if (draft.marginTolerancePercent !== before.marginTolerancePercent)
    input.marginTolerance = share(draft.marginTolerancePercent);
  if (draft.qualityPercent !== before.qualityPercent || draft.costPercent !== before.costPercent) {
    input.qualityWeight = share(draft.qualityPercent);
    input.costWeight = share(draft.costPercent);
    input.speedWeight = share(speedPercent(draft));
  }
  return input;
}

import type { RecommendationProposed } from '@effect-studio/schema/events/economics';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';

/** A recommendation as economics proposes it. */
export function recommendationProposed(
  recommendationId: string,
  overrides: { needsApproval?: boolean } = {},
): Omit<PayloadOf<typeof RecommendationProposed>, 'schema_version'> {
  return {
    recommendationId,
    kind: 'PROVIDER_SWITCH',
    title: 'Route duotone from north to south',
    summary: 'It costs less.',
    instructions: ['Override the routing.'],
    effectTypeId: 'duotone',
    confidence: 0.97,
    sampleCount: 240,
    monthlyImpactNanoUsd: '12000000000',
    monthlyImpactLowerNanoUsd: '9000000000',
    monthlyImpactUpperNanoUsd: '15000000000',
    intervalLevel: 0.8,
    qualityChange: -0.01,
    isAutoApplicable: true,
    needsApproval: true,
    ...overrides,
  };
}

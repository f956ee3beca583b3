import { graphql } from '../../../generated/index.ts';

export const WalletParts = graphql(/* GraphQL */ `
  fragment WalletParts on ExplorationWallet {
    period
    periodStart
    periodEnd
    limitNanoUsd
    spentNanoUsd
    leftNanoUsd
    burnNanoUsdPerHour
    isExhausted
  }
`);

export const PolicyParts = graphql(/* GraphQL */ `
  fragment PolicyParts on RoutingPolicyVersion {
    version
    kind
    explorationShare
    weightFloor
    qualityFloor
    qualityWeight
    costWeight
    speedWeight
    marginTolerance
    costCapNanoUsd
    durationSloMs
    reason
    createdAt
    createdBy {
      id
      displayName
    }
    effectType {
      id
      title
    }
  }
`);

export const TrialParts = graphql(/* GraphQL */ `
  fragment TrialParts on RoutingTrial {
    id
    mode
    metric
    share
    reason
    startedAt
    endsAt
    endedAt
    endReason
    endNote
    minPairs
    maxPairs
    errorShare
    effectType {
      id
      title
    }
    workflowA {
      id
      title
    }
    workflowB {
      id
      title
    }
    startedBy {
      id
      displayName
    }
    result {
      pairs
      meanDifference
      lower
      upper
    }
  }
`);

export const ExplorationDocument = graphql(/* GraphQL */ `
  query Exploration($span: MarginSpanInput!, $step: MarginStep!) {
    explorationWallet {
      ...WalletParts
    }
    explorationBurn(span: $span, step: $step) {
      __typename
      ... on ExplorationBurn {
        explorationCostNanoUsd
        share
        points {
          at
          explorationCostNanoUsd
          costNanoUsd
        }
        cells {
          explorationCostNanoUsd
          provider {
            id
            name
          }
          effectType {
            id
            title
          }
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ShadowsDocument = graphql(/* GraphQL */ `
  query Shadows {
    routingManifest {
      version
      digest
      entries {
        state
        reason
        sampleCount
        shadowLegsPerCycle
        expectedQuality
        effectType {
          id
          title
        }
        provider {
          id
          name
        }
        workflow {
          id
          title
        }
      }
    }
  }
`);

export const PolicyDocument = graphql(/* GraphQL */ `
  query Policy($effectTypeId: ID) {
    routingPolicy(effectTypeId: $effectTypeId) {
      ...PolicyParts
    }
    routingPolicyHistory(effectTypeId: $effectTypeId, first: 10) {
      ...PolicyParts
    }
  }
`);

export const SimulatePolicyDocument = graphql(/* GraphQL */ `
  query SimulatePolicy($draft: PolicyDraftInput!) {
    simulatePolicy(draft: $draft) {
      __typename
      ... on PolicySimulation {
        verdict
        decisions
        effectiveSamples
        support
        comparisons {
          metric
          draft {
            mean
            lower
            upper
          }
          inForce {
            mean
            lower
            upper
          }
          difference {
            mean
            lower
            upper
          }
        }
      }
      ... on NotEnoughEvidence {
        decisions
        effectiveSamples
        requiredSamples
        support
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const UpdatePolicyDocument = graphql(/* GraphQL */ `
  mutation UpdatePolicy($input: UpdateRoutingPolicyInput!) {
    updateRoutingPolicy(input: $input) {
      __typename
      ... on RoutingChange {
        manifestVersion
        policy {
          ...PolicyParts
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const SetBudgetDocument = graphql(/* GraphQL */ `
  mutation SetBudget($input: SetExplorationBudgetInput!) {
    setExplorationBudget(input: $input) {
      __typename
      ... on ExplorationWallet {
        ...WalletParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const TrialsDocument = graphql(/* GraphQL */ `
  query Trials {
    routingTrials(first: 20) {
      ...TrialParts
    }
  }
`);

export const StartTrialDocument = graphql(/* GraphQL */ `
  mutation StartTrial($input: StartRoutingTrialInput!) {
    startRoutingTrial(input: $input) {
      __typename
      ... on RoutingTrial {
        ...TrialParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const StopTrialDocument = graphql(/* GraphQL */ `
  mutation StopTrial($input: StopRoutingTrialInput!) {
    stopRoutingTrial(input: $input) {
      __typename
      ... on RoutingTrial {
        ...TrialParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

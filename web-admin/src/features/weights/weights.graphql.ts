import { graphql } from '../../../generated/index.ts';

export const WeightsVersionParts = graphql(/* GraphQL */ `
  fragment WeightsVersionParts on QualityWeights {
    version
    standing
    createdAt
    appliedAt
    reason
    weights {
      fidelity
      artifacts
      styleAdherence
      temporalConsistency
    }
    evidence {
      decisions
      preferences
      logLoss
      handLogLoss
      agreement
      handAgreement
      z
    }
    applications {
      appliedAt
      reason
      appliedBy {
        id
        displayName
      }
    }
    effectTypes {
      effectType {
        id
        title
      }
      isOwn
      decisions
      preferences
      weights {
        fidelity
        artifacts
        styleAdherence
        temporalConsistency
      }
      evidence {
        logLoss
        logLossOfAll
        agreement
        agreementOfAll
        z
      }
    }
  }
`);

export const WeightsDocument = graphql(/* GraphQL */ `
  query Weights {
    qualityWeights {
      version
      ...WeightsVersionParts
    }
    qualityDecisions {
      telling
      needed
      neededOfEffectType
      neededZ
      neededZOfEffectType
      effectTypes {
        effectType {
          id
          title
        }
        approved
        rejected
        chosen
        telling
      }
    }
  }
`);

export const ApplyWeightsDocument = graphql(/* GraphQL */ `
  mutation ApplyWeights($input: ApplyQualityWeightsInput!) {
    applyQualityWeights(input: $input) {
      __typename
      ... on QualityWeights {
        version
        ...WeightsVersionParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

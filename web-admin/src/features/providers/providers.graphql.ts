import { graphql } from '../../../generated/index.ts';

export const ProvidersDocument = graphql(/* GraphQL */ `
  query Providers($window: MarginWindow!) {
    providers {
      id
      name
      adapter
      capabilities
      instanceType
      status
      statusChangedAt
      healthScore
      onlineAgentCount
      averageQuality
      margin(window: $window) {
        margin
        runCount
        costNanoUsd
        revenueNanoUsd
      }
      workflows {
        id
        title
        variant
        digest
        isActive
        effectType {
          id
          title
        }
      }
    }
  }
`);

export const SetProviderPausedDocument = graphql(/* GraphQL */ `
  mutation SetProviderPaused($input: SetProviderPausedInput!) {
    setProviderPaused(input: $input) {
      __typename
      ... on Provider {
        id
        status
        statusChangedAt
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

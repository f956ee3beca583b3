import { graphql } from '../../../generated/index.ts';

export const FlagParts = graphql(/* GraphQL */ `
  fragment FlagParts on FeatureFlag {
    key
    description
    module
    kind
    isKillSwitch
    defaultValue
    value
    minimum
    maximum
    settings {
      reach
      value
      rolloutPercent
      reason
      setAt
      setBy
      version
    }
  }
`);

export const FlagsDocument = graphql(/* GraphQL */ `
  query Flags {
    featureFlags {
      key
      ...FlagParts
    }
  }
`);

export const SetFlagDocument = graphql(/* GraphQL */ `
  mutation SetFlag($input: SetFeatureFlagInput!) {
    setFeatureFlag(input: $input) {
      __typename
      ... on FeatureFlag {
        key
        ...FlagParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ClearFlagDocument = graphql(/* GraphQL */ `
  mutation ClearFlag($input: ClearFeatureFlagInput!) {
    clearFeatureFlag(input: $input) {
      __typename
      ... on FeatureFlag {
        key
        ...FlagParts
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

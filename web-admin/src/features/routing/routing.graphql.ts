import { graphql } from '../../../generated/index.ts';

export const ManifestEntryParts = graphql(/* GraphQL */ `
  fragment ManifestEntryParts on ManifestEntry {
    rank
    weight
    state
    isBarred
    reason
    expectedCostNanoUsd
    expectedQuality
    qualityLowerBound
    expectedMargin
    marginLowerBound
    expectedDurationMs
    successShare
    sampleCount
    shadowLegsPerCycle
    effectType {
      id
      title
    }
    provider {
      id
      name
      status
    }
    workflow {
      id
      title
      variant
    }
  }
`);

export const OverrideParts = graphql(/* GraphQL */ `
  fragment OverrideParts on RoutingOverride {
    id
    kind
    reason
    isInForce
    createdAt
    expiresAt
    liftedAt
    liftReason
    manifestVersion
    createdBy {
      id
      displayName
    }
    liftedBy {
      id
      displayName
    }
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
`);

export const ManifestDocument = graphql(/* GraphQL */ `
  query Manifest($version: Int) {
    routingManifest(version: $version) {
      version
      digest
      generatedAt
      checkedAt
      cause
      holdsVersion
      isStale
      isExplorationStopped
      signature
      policies {
        policyVersion
        kind
        explorationShare
        effectType {
          id
        }
      }
      entries {
        ...ManifestEntryParts
      }
    }
  }
`);

export const RoutingStateDocument = graphql(/* GraphQL */ `
  query RoutingState {
    routingStatus {
      manifestVersion
      checkedAt
      generatedAt
      isStale
      isExplorationStopped
    }
    routingManifests(first: 30) {
      edges {
        node {
          version
          digest
          generatedAt
          cause
          holdsVersion
        }
      }
    }
    routingOverrides(first: 30) {
      ...OverrideParts
    }
  }
`);

export const ManifestDiffDocument = graphql(/* GraphQL */ `
  query ManifestDiff($from: Int!, $to: Int!) {
    manifestDiff(from: $from, to: $to) {
      __typename
      ... on ManifestDiff {
        changes {
          weightChange
          before {
            rank
            weight
            state
            reason
          }
          after {
            rank
            weight
            state
            reason
          }
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
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const OverrideRoutingDocument = graphql(/* GraphQL */ `
  mutation OverrideRouting($input: OverrideRoutingInput!) {
    overrideRouting(input: $input) {
      __typename
      ... on RoutingChange {
        manifestVersion
        override {
          ...OverrideParts
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const LiftOverrideDocument = graphql(/* GraphQL */ `
  mutation LiftOverride($input: LiftRoutingOverrideInput!) {
    liftRoutingOverride(input: $input) {
      __typename
      ... on RoutingChange {
        manifestVersion
        override {
          ...OverrideParts
        }
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const RollbackManifestDocument = graphql(/* GraphQL */ `
  mutation RollbackManifest($input: RollbackManifestInput!) {
    rollbackManifest(input: $input) {
      __typename
      ... on RoutingChange {
        manifestVersion
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);

export const ApplyManifestDocument = graphql(/* GraphQL */ `
  mutation ApplyManifest($input: ApplyManifestInput!) {
    applyManifest(input: $input) {
      __typename
      ... on RoutingChange {
        manifestVersion
      }
      ... on Problem {
        humanReadableCause
        suggestedAction
      }
    }
  }
`);
